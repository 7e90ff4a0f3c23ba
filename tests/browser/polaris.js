// Stands in for Polaris: its elements as they behave in a form, without its look. Defined before any page is parsed.
(() => {
  const attribute = (element, name) => element.getAttribute(name) ?? "";

  class Shown extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.attachShadow({ mode: "open" }).innerHTML = this.inside();
      this.ready?.();
    }
    inside() { return "<slot></slot>"; }
    part(name) { return this.shadowRoot.querySelector(name); }
  }

  class Headed extends Shown {
    inside() { return `<${this.constructor.heading}></${this.constructor.heading}><slot></slot>`; }
    ready() { this.part(this.constructor.heading).textContent = attribute(this, "heading"); }
  }
  class Page extends Headed { static heading = "h1"; }
  class Section extends Headed { static heading = "h2"; }

  class Field extends Shown {
    static formAssociated = true;
    inner = this.attachInternals();
    inside() { return `<label><span></span> ${this.constructor.control}</label>`; }
    get control() { return this.part("input, select, textarea"); }
    get value() { return this.control.value; }
    set value(value) { this.control.value = value; this.tell(); }
    tell() { this.inner.setFormValue(this.value); }
    ready() {
      this.part("span").textContent = attribute(this, "label");
      this.control.addEventListener("input", () => this.tell());
      this.value = attribute(this, "value");
    }
  }
  const typed = (control) => class extends Field { static control = control; };

  class Switch extends typed('<input type="checkbox">') {
    get checked() { return this.control.checked; }
    set checked(on) { this.control.checked = on; this.tell(); }
    tell() { this.inner.setFormValue(this.control.checked ? attribute(this, "value") : null); }
    ready() { super.ready(); this.checked = this.hasAttribute("checked"); }
  }

  class Select extends typed("<select></select><slot hidden></slot>") {
    ready() {
      super.ready();
      this.part("slot").addEventListener("slotchange", () => {
        const options = [...this.querySelectorAll("s-option")];
        const chosen = this.control.value || attribute(this, "value");
        this.control.replaceChildren(...options.map((one) => new Option(one.textContent, attribute(one, "value"))));
        this.value = chosen;
      });
    }
  }

  class Button extends Shown {
    static formAssociated = true;
    inner = this.attachInternals();
    inside() { return '<button type="button"><slot></slot></button>'; }
    ready() {
      this.addEventListener("click", () => {
        if (attribute(this, "type") === "submit" && !this.hasAttribute("href")) this.inner.form?.requestSubmit();
      });
    }
  }

  const field = () => typed("<input>");
  const known = {
    "s-page": Page, "s-section": Section, "s-banner": class extends Shown {}, "s-badge": class extends Shown {},
    "s-app-nav": class extends Shown {}, "s-link": class extends Shown {}, "s-option": class extends Shown {},
    "s-button": Button, "s-select": Select, "s-switch": Switch, "s-text-field": field(), "s-number-field": field(),
    "s-email-field": field(), "s-date-field": field(), "s-text-area": typed("<textarea></textarea>"),
  }; // prettier-ignore
  for (const [name, kind] of Object.entries(known)) customElements.define(name, kind);
})();
