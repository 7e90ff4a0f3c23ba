/**
 * What goes with what was bought, each with its reason; nothing where there is nothing.
 * @param {{ found: { product: number, title: string, url: string, image: string | null, price: string | null,
 *   currency: string, because: string }[] }} props
 */
export function Suggestions({ found }) {
  if (found.length === 0) return null;
  return (
    <s-stack gap="base">
      <s-heading>{shopify.i18n.translate("suggestions")}</s-heading>
      {found.map((one) => (
        <s-stack key={one.product} direction="inline" gap="base" alignItems="center">
          {one.image && <s-product-thumbnail src={one.image} alt="" />}
          <s-stack>
            <s-link href={one.url} target="_blank">{one.title}</s-link>
            {one.price && (
              <s-text>{shopify.i18n.formatCurrency(Number(one.price), { currency: one.currency })}</s-text>
            )}
            <s-text color="subdued">{shopify.i18n.translate("because", { product: one.because })}</s-text>
          </s-stack>
        </s-stack>
      ))}
    </s-stack>
  );
}
