import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";

export default async () => {
  render(<Customer />, document.body);
};

const REASONS = /** @type {Record<number, string>} */ ({ 403: "role", 404: "unknown" });

// The admin adds the session token to what is asked of the app's own address.
function Customer() {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");
  const id = shopify.data.selected[0]?.id.split("/").pop();
  useEffect(() => {
    fetch(`/ext/customer/${id}`)
      .then(async (answer) => (answer.ok ? setFound(await answer.json()) : setProblem(REASONS[answer.status] ?? "problem")))
      .catch(() => setProblem("problem"));
  }, [id]);
  return (
    <s-admin-block heading="Encore">
      {problem && <s-text>{shopify.i18n.translate(problem)}</s-text>}
      {!problem && !found && <s-spinner accessibilityLabel="Encore" />}
      {found && <Known found={found} />}
    </s-admin-block>
  );
}

/** @param {{ found: { id: number, next: string, birthday: string, open: string[], past: { at: string, text: string }[] } }} props */
function Known({ found }) {
  const next = found.next
    ? shopify.i18n.translate("next", { message: found.next })
    : shopify.i18n.translate("nothing");
  return (
    <s-stack gap="base">
      <s-text type="strong">{next}</s-text>
      {found.open.map((one) => <s-banner key={one} tone="warning">{one}</s-banner>)}
      {found.birthday && <s-text>{shopify.i18n.translate("birthday", { day: found.birthday })}</s-text>}
      {found.past.length > 0 && (
        <s-stack>
          <s-text type="strong">{shopify.i18n.translate("past")}</s-text>
          {found.past.map((one, place) => <s-text key={place}>{`${one.at} · ${one.text}`}</s-text>)}
        </s-stack>
      )}
      <s-link href={`app:/app/customers/${found.id}`}>{shopify.i18n.translate("more")}</s-link>
    </s-stack>
  );
}
