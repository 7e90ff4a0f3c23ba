// A part of the page that shows what is true now: asked for again every few seconds while the page is looked at.
import { ask } from "./admin.mjs";

export function mount(element) {
  const seconds = Number(element.dataset.seconds || 5);
  const timer = setInterval(async () => {
    if (!element.isConnected) return clearInterval(timer);
    if (document.hidden || element.contains(document.activeElement)) return;
    const page = new DOMParser().parseFromString(await (await ask(location.href)).text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (fresh && fresh.innerHTML !== element.innerHTML) element.innerHTML = fresh.innerHTML;
  }, seconds * 1000);
}
