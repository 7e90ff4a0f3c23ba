// Asks Encore. Every request carries a fresh session token, by which Encore knows the shop and, where somebody is
// signed in, the customer; nothing else is believed there.
const ENCORE = "https://encore.example.com";

/**
 * What Encore answers; null where there is nothing for this page, or no answer: a block never stands in the way.
 * @param {string} path
 * @param {object | null} [body] what is told; nothing: a question; null: what was told is taken back
 * @returns {Promise<any>}
 */
export async function ask(path, body) {
  try {
    const token = await shopify.sessionToken.get();
    const answer = await fetch(`${ENCORE}/ext/${path}`, {
      method: body ? "POST" : body === null ? "DELETE" : "GET",
      headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * The number in an id such as gid://shopify/Order/1.
 * @param {string} gid
 */
export function numberOf(gid) {
  return gid.split("?")[0].split("/").pop() ?? "";
}
