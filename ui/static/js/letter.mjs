// An e-mail as its reader sees it, in full height. Its links are taken out: a look at a message must not count as a
// customer's click.
import { dress } from "./mail_frame.mjs";

export function mount(frame) {
  frame.addEventListener("load", () => fit(frame));
  fit(frame);
}

function fit(frame) {
  const page = frame.contentDocument;
  if (!page?.body) return;
  dress(frame);
  for (const link of page.querySelectorAll("a[href]")) link.removeAttribute("href");
  frame.style.height = `${page.documentElement.scrollHeight}px`;
}
