import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, numberOf } from "./ask.js";
import { Suggestions } from "./Suggestions.jsx";

export default async () => {
  render(<ThankYou />, document.body);
};

// Nobody is known on this page, so it asks by the products that it shows itself, never by the order.
function ThankYou() {
  const [found, setFound] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    const bought = shopify.lines.value.map((line) => numberOf(line.merchandise.product.id)).slice(0, 50);
    if (bought.length === 0) return;
    ask(`suggestions?products=${bought.join(",")}`).then((answer) => setFound(answer?.suggestions ?? []));
  }, []);
  return <Suggestions found={found} />;
}
