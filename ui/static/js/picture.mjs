// A picture that only staff may see. An image of the page would ask without the id token, so it is fetched, where App
// Bridge adds it, and shown as data, which the page's policy allows. A click shows it large.
import { ask, askQuietly } from "./admin.mjs";

export async function mount(link) {
  if (link.querySelector("img")) return;
  const image = Object.assign(document.createElement("img"), { alt: link.textContent });
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await fill(image, await ask(link.href));
    image.classList.add("large");
  });
  if (await fill(image, await askQuietly(link.dataset.small))) link.replaceChildren(image);
}

async function fill(image, answer) {
  if (!answer.ok) return false;
  const reader = new FileReader();
  reader.readAsDataURL(await answer.blob());
  await new Promise((done) => reader.addEventListener("loadend", done, { once: true }));
  image.src = reader.result;
  return !reader.error;
}
