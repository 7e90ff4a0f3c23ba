// The frame's other half: hands out id tokens, asks the merchant for permissions, shows the app's menu, toasts and
// unsaved changes, and keeps the app's address in the browser's. Listens to the app's frame and its origin, and to nobody else.
const frame = document.querySelector("iframe[data-app]");
const APP = frame.dataset.app;
const [menu, toast, saveBar] = ["menu", "toast", "savebar"].map((name) => document.querySelector(`[data-${name}]`));
let timer;

const tell = (said) => frame.contentWindow.postMessage({ devstore: true, ...said }, APP);

window.addEventListener("message", ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== APP || !data?.devstore) return;
  if (data.wants === "id-token") answerToken(data.number);
  if (data.wants === "scopes") answerScopes(data.number, data.scopes);
  if (data.menu) showMenu(data.menu);
  if (data.at) reflect(data.at, data.title);
  if (data.toast) showToast(data.toast, data.isError);
  if (typeof data.saveBar === "boolean") saveBar.hidden = !data.saveBar;
  if (typeof data.loading === "boolean") frame.toggleAttribute("aria-busy", data.loading);
});

tell({ listens: true });

async function answerToken(number) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/control/id-token", { method: "POST", headers, body: "{}" });
    tell({ number, token: (await answer.json()).id_token });
  } catch (error) {
    tell({ number, trouble: String(error) });
  }
}

async function answerScopes(number, scopes) {
  try {
    const { permission } = await import("./permission.mjs"); // not before: the frame speaks before that has come
    tell({ number, answer: { result: await permission(scopes) } });
  } catch (error) {
    tell({ number, trouble: String(error) });
  }
}

function showMenu(entries) {
  menu.hidden = !entries.length;
  menu.replaceChildren(
    ...entries.map((entry) => {
      const link = document.createElement("a");
      Object.assign(link, { href: `/admin/apps/encore${entry.href}`, textContent: entry.title });
      if (entry.isCurrent) link.setAttribute("aria-current", "page");
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        tell({ go: entry.href });
      });
      return link;
    }),
  );
}

function reflect(at, title) {
  const address = `/admin/apps/encore${at}`;
  if (location.pathname + location.search !== address) history.replaceState(null, "", address);
  if (title) document.title = `${title} · Blue Jumps (development store)`;
}

function showToast(text, isError) {
  toast.textContent = text;
  toast.classList.toggle("wrong", !!isError);
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (toast.hidden = true), 6000);
}

saveBar.addEventListener("click", (event) => {
  const which = event.target.closest("[data-press]")?.dataset.press;
  if (which) tell({ press: which });
});

const chooser = document.querySelector("[data-locale]");
chooser.querySelector("button").hidden = true;
chooser.querySelector("select").addEventListener("change", () => {
  chooser.action = location.pathname; // where the app is now
  chooser.requestSubmit();
});
