"""Polaris' web components that our pages use, with the attributes that Shopify publishes for them
(@shopify/polaris-types 1.1.0, dist/custom-elements.json), and what our pages say beside that."""

from __future__ import annotations

from html.parser import HTMLParser

_FIELD = {"autocomplete", "details", "disabled", "error", "label", "labelaccessibilityvisibility", "name",
          "placeholder", "readonly", "required", "value"}  # fmt: skip
_TYPED = _FIELD | {"maxlength", "minlength"}
_TONES = {"auto", "info", "success", "warning", "critical"}

ATTRIBUTES: dict[str, set[str]] = {
    "s-badge": {"color", "icon", "size", "tone"},
    "s-banner": {"dismissible", "heading", "hidden", "tone"},
    "s-button": {"accessibilitylabel", "command", "commandfor", "disabled", "download", "href", "icon", "inlinesize",
                 "interestfor", "loading", "target", "tone", "type", "variant"},
    "s-date-field": _FIELD | {"allow", "allowdays", "disallow", "disallowdays", "view"},
    "s-email-field": _TYPED,
    "s-link": {"accessibilitylabel", "command", "commandfor", "download", "href", "interestfor", "target", "tone"},
    "s-number-field": _FIELD | {"inputmode", "max", "min", "prefix", "step", "suffix"},
    "s-option": {"disabled", "selected", "value"},
    "s-page": {"heading", "inlinesize"},
    "s-section": {"accessibilitylabel", "heading", "padding", "subheading"},
    "s-select": _FIELD - {"autocomplete", "readonly"} | {"icon"},
    "s-switch": _FIELD - {"autocomplete", "placeholder", "readonly"} | {"accessibilitylabel", "checked"},
    "s-text-area": _TYPED | {"rows"},
    "s-text-field": _TYPED | {"icon", "prefix", "suffix"},
}  # fmt: skip
# App Bridge's menu is no component of Polaris: `rel="home"` names the link that it leaves out.
ATTRIBUTES["s-app-nav"] = set()
ATTRIBUTES["s-link"] |= {"rel"}
VALUES: dict[tuple[str, str], set[str]] = {
    ("s-badge", "tone"): _TONES | {"caution", "neutral"},
    ("s-banner", "tone"): _TONES,
    ("s-button", "tone"): {"auto", "critical", "neutral"},
    ("s-button", "type"): {"button", "reset", "submit"},
    ("s-button", "variant"): {"auto", "primary", "secondary", "tertiary"},
}


def strangers(html: str) -> set[str]:
    """What a page says with an `s-` element that Polaris does not know. What is global in HTML is left out."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not tag.startswith("s-"):
            return
        if tag not in ATTRIBUTES:
            self.found.add(tag)
            return
        for name, value in attrs:
            if name in ("id", "role", "lang", "dir", "class") or name.startswith(("aria-", "data-")):
                continue
            allowed = VALUES.get((tag, name))
            if name not in ATTRIBUTES[tag] or (allowed and value not in allowed):
                self.found.add(f'{tag} {name}="{value}"')
