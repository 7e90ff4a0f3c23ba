// An e-mail in a frame without scripts: its styles arrive as data (ui/admin/mail_frame.py) and are put on here, which
// the page's policy allows to our own script only.
export function dress(frame) {
  const page = frame.contentDocument;
  if (!page) return;
  for (const styled of page.querySelectorAll("[data-style]")) styled.style.cssText = styled.dataset.style;
  page.adoptedStyleSheets = [...page.querySelectorAll("template[data-sheet]")].map((kept) => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(kept.content.textContent);
    return sheet;
  });
}
