// A link to a file. A plain download would ask without the id token, so the file is fetched, where App Bridge adds it,
// and then handed to the browser.
import { ask, say } from "./admin.mjs";

export function mount(link) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await ask(link.href);
    if (!answer.ok) return say(link.dataset.failed, true);
    keep(await answer.blob(), nameIn(answer.headers.get("Content-Disposition")));
  });
}

function keep(file, name) {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function nameIn(disposition) {
  return /filename="([^"]+)"/.exec(disposition || "")?.[1] || "encore.json";
}
