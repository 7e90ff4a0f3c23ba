// Each Polaris element carries a native twin. Once the browser knows the element, what was typed into the twin is
// copied and the twin goes, so that each field is sent once.
export function twins(root) {
  for (const twin of root.querySelectorAll("[data-native]")) {
    const element = twin.closest(":is(s-page, s-section, s-app-nav, s-link, s-button, [label])");
    if (!element) continue;
    customElements.whenDefined(element.localName).then(() => replace(element, twin));
  }
}

function replace(element, twin) {
  const control = twin.querySelector("input, select, textarea");
  if (control?.type === "checkbox") element.checked = control.checked;
  else if (control) element.value = control.value;
  if (twin.dataset.native === "label" || element.localName === "s-link") twin.replaceWith(twin.textContent);
  else twin.remove();
}
