import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { Birthday } from "./Birthday.jsx";

export default async () => {
  render(<s-section><Birthday /></s-section>, document.body);
};
