// Shows an e-mail as its reader sees it, in a frame that runs no script and follows no link. The policy of our pages
// allows no inline style, and a frame inherits it: so the styles are taken out first and set through the CSS object
// model, which the policy leaves to our own scripts.
const KEPT = "data-was-style";

export function mount(frame) {
  const page = new DOMParser().parseFromString(frame.dataset.html, "text/html");
  const sheets = [...page.querySelectorAll("style")].map((style) => style.textContent);
  page.querySelectorAll("style, script, link, meta, base").forEach((element) => element.remove());
  for (const link of page.querySelectorAll("a[href]")) link.removeAttribute("href");
  for (const element of page.querySelectorAll("[style]")) {
    element.setAttribute(KEPT, element.getAttribute("style"));
    element.removeAttribute("style");
  }
  frame.addEventListener("load", () => dress(frame, sheets), { once: true });
  frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
}

function dress(frame, sheets) {
  const page = frame.contentDocument;
  for (const element of page.querySelectorAll(`[${KEPT}]`)) element.style.cssText = element.getAttribute(KEPT);
  page.adoptedStyleSheets = sheets.map((text) => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  frame.style.height = `${page.documentElement.scrollHeight}px`;
}
