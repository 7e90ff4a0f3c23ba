// A part of the page that shows what is true now: asked for again every few seconds while the page is looked at. A
// time that gets no answer is left out; the next one tells.
import { askQuietly } from "./admin.mjs";

export function mount(element) {
  const seconds = Number(element.dataset.seconds || 5);
  const timer = setInterval(async () => {
    if (!element.isConnected) return clearInterval(timer);
    if (document.hidden || element.contains(document.activeElement)) return;
    const answer = await askQuietly(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (fresh && fresh.innerHTML !== element.innerHTML) element.innerHTML = fresh.innerHTML;
  }, seconds * 1000);
}
