/**
 * Where the order is, and the carrier's page of each parcel.
 * @param {{ state: string, parcels: { state: string, carrier: string | null, number: string | null,
 *   url: string | null }[] }} props
 */
export function Parcels({ state, parcels }) {
  return (
    <s-stack gap="small">
      <s-heading>{shopify.i18n.translate(`state.${state}`)}</s-heading>
      {parcels.map((one, place) => {
        const words = [one.carrier, one.number].filter(Boolean).join(" ") || shopify.i18n.translate("parcel");
        return (
          <s-text key={place}>
            {one.url ? <s-link href={one.url} target="_blank">{words}</s-link> : words}
            {" · "}
            {shopify.i18n.translate(`state.${one.state}`)}
          </s-text>
        );
      })}
    </s-stack>
  );
}
