// Asks the merchant for an optional permission, in Shopify's own dialog. Shopify tells Encore of the answer by a
// webhook, so this part of the page is looked at again until it says so; the forms around it keep what was typed.
import { say } from "./admin.mjs";
import { fresh } from "./live.mjs";

const LOOKS = 20;
const EVERY_MS = 1500;

export function mount(element) {
  const asking = element.querySelector("[data-asking]");
  if (!asking || !window.shopify?.scopes?.request) return;
  element.querySelector("[data-otherwise]").hidden = true;
  asking.hidden = false;
  asking.addEventListener("click", () => ask(element));
}

async function ask(element) {
  const { scope, granted, declined } = element.dataset;
  const answer = await window.shopify.scopes.request([scope]).catch(() => null);
  if (answer?.result !== "granted-all") return say(declined, true);
  say(granted);
  for (let look = 0; look < LOOKS && element.isConnected; look += 1) {
    const now = await fresh(element);
    if (now && !now.querySelector("[data-asking]")) return element.replaceWith(now);
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
}
