// Fills the places that blocks have marked with a part of one of the app's pages. A place that stays empty goes away
// where nobody sees it move; one that is in sight keeps its size, for a page must not jump.
const parser = new DOMParser();

async function fill(place) {
  const answer = await fetch(place.dataset.encorePage, { credentials: "same-origin" });
  if (!answer.ok) return;
  const part = parser.parseFromString(await answer.text(), "text/html").querySelector("[data-encore-part]");
  if (part) {
    place.replaceChildren(document.importNode(part, true));
    place.closest("[data-encore-waits]")?.removeAttribute("hidden");
  } else if (place.getBoundingClientRect().top > window.innerHeight) {
    place.hidden = true;
  } else {
    place.replaceChildren();
  }
}

function follow(event) {
  const link = event.target.closest(".encore-pages a");
  const place = link?.closest("[data-encore-page]");
  if (!place) return;
  event.preventDefault();
  place.dataset.encorePage = new URL(link.getAttribute("href"), new URL(place.dataset.encorePage, location.href)).href;
  place.scrollTop = 0;
  place.focus();
  fill(place);
}

document.addEventListener("click", follow);
for (const place of document.querySelectorAll("[data-encore-page]")) fill(place);
