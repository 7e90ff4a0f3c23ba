// What the app's pages load inside the shell's frame. It speaks with the shell by messages, and only with the shell
// that this script came from. Native-only: it defines no s-* element.
(() => {
  const SHELL = new URL(document.currentScript.src).origin;
  const RETRY = "X-Shopify-Retry-Invalid-Session-Request";
  const OURS = ["id_token", "shop", "host", "embedded", "locale", "session", "timestamp", "hmac"];
  const asked = new URLSearchParams(location.search);
  const key = document.querySelector("meta[name=shopify-api-key]")?.content || document.currentScript.dataset.apiKey;
  const isFramed = window.parent !== window;
  const waiting = new Map();
  let last = 0;

  const tell = (said) => window.parent.postMessage({ devstore: true, ...said }, SHELL);
  const here = () => {
    const address = new URL(location.href);
    for (const name of OURS) address.searchParams.delete(name);
    return address.pathname + address.search;
  };

  function ask(wanted) {
    return new Promise((resolve, reject) => {
      const number = ++last;
      waiting.set(number, { resolve, reject, wanted });
      tell({ ...wanted, number });
    });
  }
  const idToken = () => ask({ wants: "id-token" });

  const plainFetch = window.fetch.bind(window);
  async function withToken(request) {
    const headers = new Headers(request.headers);
    headers.set("Authorization", `Bearer ${await idToken()}`);
    return plainFetch(new Request(request, { headers }));
  }
  async function fetchWithToken(input, options) {
    const request = new Request(input, options);
    if (new URL(request.url).origin !== location.origin || request.headers.has("Authorization")) return plainFetch(request);
    const again = request.clone();
    const answer = await withToken(request);
    return answer.status === 401 && answer.headers.has(RETRY) ? withToken(again) : answer;
  }

  async function reload(wanted) {
    const address = new URL(wanted, location.origin);
    if (address.origin !== location.origin) return; // a token is for our own pages only
    for (const name of OURS) if (asked.has(name)) address.searchParams.set(name, asked.get(name));
    address.searchParams.set("id_token", await idToken());
    location.replace(address);
  }

  const links = () => [...document.querySelectorAll("s-app-nav a[href], s-app-nav s-link[href]:not(:has(a))")];
  function tellMenu() {
    const menu = links().map((link) => ({
      href: link.getAttribute("href"), title: link.textContent.trim(), isCurrent: link.hasAttribute("aria-current"),
    })); // prettier-ignore
    tell({ menu, title: document.title, at: here() });
  }
  /** The shell may begin to listen after this page began to speak. */
  function sayAgain() {
    for (const [number, { wanted }] of waiting) tell({ ...wanted, number });
    tellMenu();
  }
  function go(href) {
    const link = links().find((one) => one.getAttribute("href") === href);
    if (link) link.click();
    else reload(href);
  }
  function press(which) {
    const bar = document.querySelector("ui-save-bar");
    const button = bar?.querySelector(which === "save" ? "[variant=primary]" : "button:not([variant=primary])");
    button?.click();
  }

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== SHELL || !data?.devstore) return;
    if (data.listens) sayAgain();
    if (data.number && waiting.has(data.number)) {
      const { resolve, reject } = waiting.get(data.number);
      waiting.delete(data.number);
      const answer = data.token || data.answer;
      if (answer) resolve(answer);
      else reject(new Error(data.trouble || "the shell gave no answer"));
    }
    if (data.go) go(data.go);
    if (data.press) press(data.press);
  });

  window.shopify = {
    isDevelopmentStore: true,
    config: { apiKey: key, shop: asked.get("shop"), host: asked.get("host"), locale: asked.get("locale") || "en" },
    idToken,
    toast: { show: (text, { isError = false } = {}) => tell({ toast: String(text), isError }), hide() {} },
    saveBar: {
      show: async (id) => tell({ saveBar: true, id }),
      hide: async (id) => tell({ saveBar: false, id }),
    },
    scopes: { request: (scopes) => ask({ wants: "scopes", scopes }) },
    loading: (isLoading) => tell({ loading: isLoading !== false }),
  };

  if (!isFramed) return location.replace(`${SHELL}/admin/apps/encore${here()}`); // opened outside the admin
  window.fetch = fetchWithToken;
  const wanted = asked.get("shopify-reload");
  if (wanted) return reload(wanted);

  const sheet = new CSSStyleSheet(); // the shell shows the menu
  sheet.replaceSync("s-app-nav { display: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const name of ["pushState", "replaceState"]) {
    const plain = history[name].bind(history);
    history[name] = (...given) => (plain(...given), tellMenu());
  }
  window.addEventListener("popstate", () => tellMenu());
  document.addEventListener("DOMContentLoaded", () => {
    tellMenu();
    new MutationObserver(tellMenu).observe(document.body, { childList: true });
  });
})();
