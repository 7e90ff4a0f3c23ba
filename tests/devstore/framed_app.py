"""A tiny app for the shell's frame: pages with the bridge under the same policy as the real one's, an address that
wants a token, one that refuses the first token, and the page that gets a new one."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><meta name="shopify-api-key" content="key">
<script src="{bridge}"></script><script type="module" src="/app.mjs"></script></head><body>
<header><s-app-nav><a href="/"{home}>Home</a><a href="/app/flows">Flows</a></s-app-nav></header>
<main><h1>{title}</h1><button data-ask="/data">Ask</button><button data-ask="/picky">Ask twice</button>
<button data-scope="write_marketing_events">May I</button><button data-scope="write_secrets">May I more</button>
<output></output></main></body></html>"""
SCRIPT = """const out = document.querySelector("output");
document.addEventListener("click", async ({ target }) => {
  if (target.matches("[data-ask]")) {
    const answer = await fetch(target.dataset.ask, { method: "POST", body: new URLSearchParams({ said: "hello" }) });
    out.textContent = `${answer.status} ${await answer.text()}`;
    shopify.toast.show("Saved");
    shopify.saveBar.show("bar");
  }
});
document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-scope]")) return;
  const answer = await shopify.scopes.request([target.dataset.scope]).catch((error) => ({ result: error.message }));
  out.textContent = answer.result;
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  document.title = link.textContent;
  document.querySelector("h1").textContent = link.textContent;
  history.pushState(null, "", link.getAttribute("href"));
});
"""


class FramedApp:
    """A context manager. `asked` holds method, path, query, bearer token and body of every request; `shell`, the
    address of the development store, is set once that is known."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]], str, bytes]] = []
        self.shell = ""
        self.refusals = 1
        app = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts, query = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                app.asked.append((self.command, parts.path, query, token, body))
                status, kind, text, more = app.answer(parts.path, query, token, body)
                self.send_response(status)
                policy = f"default-src 'none'; script-src 'self' {app.shell}; connect-src 'self'; "
                told = {
                    "Content-Type": kind,
                    "Content-Security-Policy": policy + f"frame-ancestors {app.shell}",
                    **more,
                }
                for name, value in told.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def answer(self, path, query, token, body):
        if path == "/app.mjs":
            return 200, "text/javascript", SCRIPT, {}
        if path == "/data":
            return (200 if token else 401), "text/plain", body.decode(), {}
        if path == "/picky" and self.refusals:
            self.refusals -= 1
            return 401, "application/json", json.dumps({}), {"X-Shopify-Retry-Invalid-Session-Request": "1"}
        if path == "/picky":
            return 200, "text/plain", body.decode(), {}
        if path == "/stale" and "id_token" not in query:
            return 302, "text/plain", "", {"Location": "/patch?shop=s.myshopify.com&shopify-reload=/stale%3Fa%3Db"}
        home = ' aria-current="page"' if path == "/" else ""
        title = "Stale" if path == "/stale" else "Patch" if path == "/patch" else "Home"
        page = PAGE.format(title=title, bridge=f"{self.shell}/app-bridge.js", home=home)
        return 200, "text/html", page, {}

    def __enter__(self) -> FramedApp:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
