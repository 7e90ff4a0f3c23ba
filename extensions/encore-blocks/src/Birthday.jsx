import { useEffect, useState } from "preact/hooks";
import { ask } from "./ask.js";

const MONTHS = Array.from({ length: 12 }, (_, place) => place + 1);
const DAYS = Array.from({ length: 31 }, (_, place) => place + 1);

// Day and month of a customer who is signed in, never the year. Nothing while Encore does not know them.
export function Birthday() {
  const [told, setTold] = useState(/** @type {any} */ (null));
  const [month, setMonth] = useState("");
  const [day, setDay] = useState("");
  const [problem, setProblem] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    ask("birthday").then(setTold);
  }, []);
  if (!told) return null;
  /** @param {Promise<any>} asked */
  const settle = async (asked) => {
    setBusy(true);
    const answer = await asked;
    setBusy(false);
    setProblem(!answer);
    if (answer) setTold(answer);
  };
  const save = () => settle(ask("birthday", { month: Number(month), day: Number(day) }));
  const remove = () => settle(ask("birthday", null));
  return (
    <s-stack gap="base">
      <s-heading>{shopify.i18n.translate("birthday.heading")}</s-heading>
      {told.month ? (
        <>
          <Known told={told} />
          <s-button variant="secondary" onClick={remove} loading={isBusy}>
            {shopify.i18n.translate("birthday.remove")}
          </s-button>
        </>
      ) : (
        <>
          <s-text>{shopify.i18n.translate("birthday.why")}</s-text>
          <s-select
            label={shopify.i18n.translate("birthday.month")} value={month}
            onChange={(event) => setMonth(chosen(event))}
          >
            {MONTHS.map((one) => <s-option key={one} value={String(one)}>{monthName(one)}</s-option>)}
          </s-select>
          <s-select
            label={shopify.i18n.translate("birthday.day")} value={day}
            onChange={(event) => setDay(chosen(event))}
          >
            {DAYS.map((one) => <s-option key={one} value={String(one)}>{String(one)}</s-option>)}
          </s-select>
          <s-button onClick={save} loading={isBusy} disabled={!month || !day}>
            {shopify.i18n.translate("birthday.save")}
          </s-button>
        </>
      )}
      {problem && <s-text tone="critical">{shopify.i18n.translate("birthday.problem")}</s-text>}
    </s-stack>
  );
}

/** @param {{ told: { month: number, day: number, present_on: string | null } }} props */
function Known({ told }) {
  const birthday = shopify.i18n.formatDate(new Date(2024, told.month - 1, told.day, 12), {
    month: "long", day: "numeric",
  });
  const present = told.present_on && shopify.i18n.formatDate(new Date(`${told.present_on}T12:00:00`), {
    year: "numeric", month: "long", day: "numeric",
  });
  return (
    <s-stack>
      <s-text>{shopify.i18n.translate("birthday.known", { birthday })}</s-text>
      {present && <s-text>{shopify.i18n.translate("birthday.present", { day: present })}</s-text>}
    </s-stack>
  );
}

/** @param {number} month */
function monthName(month) {
  return shopify.i18n.formatDate(new Date(2024, month - 1, 15, 12), { month: "long" });
}

/** @param {Event} event */
function chosen(event) {
  return /** @type {HTMLSelectElement} */ (event.currentTarget).value;
}
