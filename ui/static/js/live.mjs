// A part of the page that shows what is true now: asked for again every few seconds while the page is looked at. A
// time that gets no answer is left out; the next one tells.
import { askQuietly } from "./admin.mjs";

export function mount(element) {
  const seconds = Number(element.dataset.seconds || 5);
  const timer = setInterval(async () => {
    if (!element.isConnected) return clearInterval(timer);
    if (document.hidden || element.contains(document.activeElement)) return;
    const now = await fresh(element);
    if (now && now.innerHTML !== element.innerHTML) element.innerHTML = now.innerHTML;
  }, seconds * 1000);
}

/** That part of the page as the server shows it now; null where it gives no answer. */
export async function fresh(element) {
  const answer = await askQuietly(location.href).catch(() => null);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
}
