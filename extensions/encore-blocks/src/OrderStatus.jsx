import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, numberOf } from "./ask.js";
import { Birthday } from "./Birthday.jsx";
import { Parcels } from "./Parcels.jsx";
import { Suggestions } from "./Suggestions.jsx";

export default async () => {
  render(<OrderStatus />, document.body);
};

// Who opens the page by a link is not signed in; for them it shows nothing.
function OrderStatus() {
  const [order, setOrder] = useState(/** @type {any} */ (null));
  const id = shopify.order?.value?.id;
  useEffect(() => {
    if (id) ask(`order/${numberOf(id)}`).then(setOrder);
  }, [id]);
  if (!order) return null;
  return (
    <s-section>
      <s-stack gap="large">
        <Parcels state={order.state} parcels={order.parcels} />
        <Suggestions found={order.suggestions} />
        <Birthday />
      </s-stack>
    </s-section>
  );
}
