// The merchant's answer to an app that asks for optional scopes, as Shopify gives it: all of them or none, and no
// question where they are granted already.
const dialog = document.querySelector("dialog[data-permission]");

/** "granted-all" or "declined-all"; an error where the app may not ask for one of them. */
export async function permission(scopes) {
  const { scopes: granted } = await answerOf(fetch("/control/install"));
  if (scopes.every((scope) => granted.includes(scope))) return "granted-all";
  const lines = [...dialog.querySelectorAll("[data-scope]")];
  const strange = scopes.find((scope) => !granted.includes(scope) && !lines.some((line) => line.dataset.scope === scope));
  if (strange) throw new Error(`${strange} is not among the app's optional scopes`);
  for (const line of lines) line.hidden = !scopes.includes(line.dataset.scope) || granted.includes(line.dataset.scope);
  if ((await choice()) !== "allow") return "declined-all";
  const headers = { "Content-Type": "application/json" };
  await answerOf(fetch("/control/scopes/optional", { method: "POST", headers, body: JSON.stringify({ scopes }) }));
  return "granted-all";
}

function choice() {
  dialog.returnValue = "decline";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}

async function answerOf(asked) {
  const answer = await asked;
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}
