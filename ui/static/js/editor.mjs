// The message editor: while somebody types, the server renders the text for the chosen customer; a variable goes where
// the cursor was last. What is shown comes from the server only.
import { ask } from "./admin.mjs";
import { dress } from "./mail_frame.mjs";

const PAUSE_MS = 350;
const WRITTEN = "[name=subject], [name=preheader], [name=body], [name=sms]";

export function mount(element) {
  const form = element.querySelector("form");
  let last = form.querySelector("textarea[name=body], s-text-area[name=body]");
  const frame = element.querySelector("iframe");
  let timer = 0;
  let asked = 0;

  const show = async () => {
    const number = ++asked;
    const answer = await ask(element.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok && number === asked && element.isConnected) fill(element, await answer.json());
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MS);
  };

  frame.addEventListener("load", () => dress(frame));
  dress(frame);
  form.addEventListener("focusin", (event) => (last = event.target.closest(WRITTEN) || last));
  form.addEventListener("input", (event) => event.target.closest(WRITTEN) && later());
  form.addEventListener("change", (event) => event.target.closest("[name=who]") && show());
  form.addEventListener("reset", later);
  element.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (chosen) insert(last, chosen.dataset.insert);
  });
}

function insert(field, text) {
  if (field.setRangeText) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  else field.value += text;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function fill(element, shown) {
  const part = (name) => element.querySelector(`[data-${name}]`);
  if (shown.html !== null) element.querySelector("iframe").srcdoc = shown.html;
  if (shown.subject !== null) part("subject").textContent = shown.subject;
  if (shown.sms !== null) part("sms").textContent = shown.sms;
  if (shown.cost) part("cost").textContent = shown.cost;
  const list = part("problems");
  list.hidden = !shown.problems.length;
  list.querySelector("ul").replaceChildren(...shown.problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}
