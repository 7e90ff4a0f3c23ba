// The admin without full page loads: links and forms are fetched (App Bridge adds the id token to each fetch), the
// answer's <main> takes the place of the old one. Everything works on the server; this only carries.
import { twins } from "./twins.mjs";

const BEHAVIOURS = {
  download: () => import("./download.mjs"),
  editor: () => import("./editor.mjs"),
  letter: () => import("./letter.mjs"),
  live: () => import("./live.mjs"),
  picture: () => import("./picture.mjs"),
  permission: () => import("./permission.mjs"),
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href], s-link[href], s-button[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  if (address.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (address.hash && address.pathname + address.search === location.pathname + location.search) return;
  event.preventDefault();
  visit(address);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.sure && !(await isSure(form.dataset.sure))) return;
  const filled = new FormData(form, event.submitter);
  const sent = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  if (form.method !== "post") return visit(Object.assign(address, { search: sent }));
  send(form, address, sent);
});

window.addEventListener("popstate", () => visit(new URL(location.href), { push: false }));

export async function visit(address, { push = true } = {}) {
  await show(await ask(address), push ? address : null);
}

async function send(form, address, body) {
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(address, { method: "POST", body });
    await show(answer, answer.headers.get("X-Encore-At"));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Asks in a dialog of the page: browsers show none of their own inside another site's frame. */
function isSure(question) {
  const dialog = document.querySelector("dialog.sure");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) =>
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }),
  );
}

/** Asks for a page in the language that is shown, without a sign of it on the page. */
export function askQuietly(address, options = {}) {
  const headers = { Accept: "text/html", "Accept-Language": document.documentElement.lang };
  return fetch(address, { ...options, headers });
}

/** The same where somebody waits for it. A network failure is told, and what was typed stays. */
export async function ask(address, options = {}) {
  document.documentElement.setAttribute("aria-busy", "true");
  try {
    return await askQuietly(address, options);
  } catch (error) {
    say(document.getElementById("offline").textContent, true);
    throw error;
  } finally {
    document.documentElement.removeAttribute("aria-busy");
  }
}

async function show(answer, address) {
  if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) return;
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  const nav = page.querySelector(".bar");
  if (nav) document.querySelector(".bar")?.replaceWith(nav);
  if (address) history.pushState(null, "", address);
  mount(document);
  const wrong = main.querySelector("[aria-invalid=true]");
  const spot = address && document.getElementById(new URL(address, location.href).hash.slice(1));
  (wrong || main).focus({ preventScroll: !!wrong });
  if (wrong) wrong.scrollIntoView({ block: "center" });
  else if (spot) spot.scrollIntoView();
  else window.scrollTo(0, 0);
  const said = answer.headers.get("X-Encore-Said");
  if (said) say(decodeURIComponent(said), !answer.ok);
}

export function say(text, isError = false) {
  if (window.shopify?.toast && !window.shopify.isDevelopmentStore) return window.shopify.toast.show(text, { isError });
  const toast = document.querySelector(".toast");
  toast.textContent = text;
  toast.classList.toggle("wrong", isError);
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (toast.hidden = true), 6000);
}

export function mount(root) {
  twins(root);
  for (const element of root.querySelectorAll("[data-behaviour]"))
    BEHAVIOURS[element.dataset.behaviour]?.().then((module) => module.mount(element));
}

mount(document);
