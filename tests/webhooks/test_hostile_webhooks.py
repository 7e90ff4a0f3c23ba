"""The hostile corpus through a real server: never a 500, never a hang, and no row for a forgery."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

import pytest
from webhooks_world import DOMAIN, SECRET, send, sign

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "hostile"
FILES = [CORPUS / "webhook_auth.json", CORPUS / "webhook_body.json"]
pytestmark = pytest.mark.skipif(not FILES[0].exists(), reason="the hostile corpus is not here")


def test_every_case_is_answered_as_expected(sqlite_door, serve):
    port = serve(sqlite_door.app)
    wrong = []
    for number, case in enumerate(case for file in FILES for case in json.loads(file.read_text("utf-8"))):
        began = time.monotonic()
        rows = len(sqlite_door.rows())
        status = _send(port, case["request"], f"case-{number}")
        expected = case["expected"].get("status", "any")
        if status == 500 or (expected != "any" and status not in expected):
            wrong.append((case["name"], status, expected))
        if time.monotonic() - began > case["expected"].get("max_seconds", 10):
            wrong.append((case["name"], "too slow"))
        if status != 200 and len(sqlite_door.rows()) != rows:
            wrong.append((case["name"], "refused, and stored all the same"))
    assert wrong == []
    assert len(sqlite_door.shops.all()) == 1


def _send(port: int, request: dict, webhook_id: str) -> int:
    body = _body(request)
    signature, body = _signed(request, body)
    headers = {
        "X-Shopify-Topic": request.get("topic", "orders/create"),
        "X-Shopify-Shop-Domain": DOMAIN,
        "X-Shopify-Webhook-Id": webhook_id,
        "X-Shopify-Hmac-Sha256": signature,
        **(request.get("headers") or {}),
    }
    if request.get("header_case") == "lower":
        headers = {name.lower(): value for name, value in headers.items()}
    return send(port, body, headers, method=request.get("method", "POST"))


def _signed(request: dict, body: bytes) -> tuple[str | None, bytes]:
    match request.get("sign", "valid"):
        case "valid":
            return sign(body), body
        case "random":
            return base64.b64encode(hashlib.sha256(b"anything").digest()).decode(), body
        case "other_secret":
            return sign(body, SECRET + "x"), body
        case "none":
            return None, body
        case "literal":
            return request["hmac"], body
        case "valid_for_compact":
            return sign(_compact(request["body"])), body
        case "valid_then_flip":
            return sign(body), body.replace(b"20.00", b"90.00", 1)
        case "hex":
            return hmac.digest(SECRET.encode(), body, "sha256").hex(), body
    raise AssertionError(f"a way of signing that this test does not know: {request['sign']}")


def _body(request: dict) -> bytes:
    if "body_b64" in request:
        return base64.b64decode(request["body_b64"])
    if "body_gen" in request:
        return _generated(request["body_gen"])
    if request.get("wire") == "pretty":
        return json.dumps(request["body"], ensure_ascii=False, indent=2).encode()
    return _compact(request["body"]) if "body" in request else b""


def _generated(recipe: dict) -> bytes:
    if recipe["gen"] == "nest":
        closing = b"]" if recipe["open"] == "[" else b"}"
        return recipe["open"].encode() * recipe["depth"] + b"1" + closing * recipe["depth"]
    if recipe["gen"] == "pad":
        return b'{"id":5700000000001,"note":"' + b"a" * recipe["bytes"] + b'"}'
    raise AssertionError(f"a body that this test cannot make: {recipe}")


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
