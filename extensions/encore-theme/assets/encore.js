// Fills the places that blocks have marked with a part of one of the app's pages. A place that stays empty goes away
// where nobody sees it move; one that is in sight keeps its size, for a page must not jump.
(() => {
  "use strict";

  async function fill(place) {
    const answer = await fetch(place.dataset.encorePage, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-encore-part]");
    place.replaceChildren(...(part ? [document.importNode(part, true)] : []));
    if (part) place.closest("[data-encore-waits]")?.removeAttribute("hidden");
    else if (place.getBoundingClientRect().top > window.innerHeight) place.hidden = true;
  }

  function fillAll(within) {
    for (const place of within.querySelectorAll("[data-encore-page]")) fill(place);
  }

  function turnPage(event) {
    const link = event.target.closest(".encore-pages a");
    const place = link?.closest("[data-encore-page]");
    if (!place) return;
    event.preventDefault();
    const here = new URL(place.dataset.encorePage, location.href);
    place.dataset.encorePage = new URL(link.getAttribute("href"), here).href;
    place.scrollTop = 0;
    place.focus();
    fill(place);
  }

  // "Helpful", "Report" and a question: what the app says takes the place of the button, or of the form
  async function press(event) {
    const form = event.target.closest(".encore-acts form, .encore-ask form");
    if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("[data-encore-part]");
    const place = form.closest(".encore-ask > div") ?? form;
    if (said) place.replaceChildren(document.importNode(said, true));
  }

  document.addEventListener("click", turnPage);
  document.addEventListener("submit", press);
  document.addEventListener("shopify:section:load", (event) => fillAll(event.target)); // the theme editor draws anew
  fillAll(document);
})();
