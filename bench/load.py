"""A load generator: signed webhooks over kept-open connections, a fresh webhook id each, one JSON line out.

`python -m bench.load PORT SECONDS TAG [CONNECTIONS]`. When the server goes away it stops and says which ids
had been acknowledged until then.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time

from bench.order import SHOP, body, signature


class _Connection:
    """One connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.number = -1
        self.received = b""

    def send(self, number: int, request: bytes) -> None:
        self.number, self.received, self.began = number, b"", time.perf_counter()
        self.socket.sendall(request)

    def answered(self) -> int | None:
        """The status once the whole answer is here, else None. OSError when the server is gone."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionResetError
        self.received += part
        head, found, rest = self.received.partition(b"\r\n\r\n")
        if not found or not _complete(head.lower(), rest):
            return None
        return int(head[9:12])


def _complete(head: bytes, rest: bytes) -> bool:
    if b"transfer-encoding: chunked" in head:
        return rest.endswith(b"0\r\n\r\n")
    _, found, length = head.partition(b"content-length:")
    return not found or len(rest) >= int(length.split(b"\r\n")[0])


def run(port: int, seconds: float, tag: str, connections: int = 32) -> dict[str, object]:
    """Loads the server for that long, then waits for the answers still under way."""
    raw = body()
    before, after = _request(raw)
    times: list[float] = []
    acked: list[int] = []
    refused = sent = 0
    waiting = selectors.DefaultSelector()
    began = time.perf_counter()
    try:
        for _ in range(connections):
            connection = _Connection(port)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(sent, b"%s%s-%d%s" % (before, tag.encode(), sent, after))
            sent += 1
        while waiting.get_map():
            for key, _ in waiting.select(15):
                one: _Connection = key.data
                status = one.answered()
                if status is None:
                    continue
                now = time.perf_counter()
                times.append(now - one.began)
                if status == 200:
                    acked.append(one.number)
                else:
                    refused += 1
                if now - began >= seconds:
                    waiting.unregister(one.socket)
                    one.socket.close()
                    continue
                one.send(sent, b"%s%s-%d%s" % (before, tag.encode(), sent, after))
                sent += 1
    except OSError:
        pass  # the server was killed: what was acknowledged until now is the answer
    return {**_figures(times, time.perf_counter() - began), "refused": refused, "acked": acked}


def _request(raw: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the webhook id."""
    head = (
        f"POST /webhooks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(raw)}\r\nX-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: {SHOP}\r\n"
        f"X-Shopify-Hmac-Sha256: {signature(raw)}\r\nX-Shopify-API-Version: 2026-10\r\n"
        f"X-Shopify-Triggered-At: 2026-11-20T15:00:01.123456789Z\r\nX-Shopify-Event-Id: event\r\n"
        f"X-Shopify-Webhook-Id: "
    )
    return head.encode(), b"\r\n\r\n" + raw


def _figures(times: list[float], seconds: float) -> dict[str, object]:
    ordered = sorted(times) or [0.0]
    return {
        "n": len(times),
        "per_second": len(times) / seconds,
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1000,
        "max_ms": ordered[-1] * 1000,
    }


if __name__ == "__main__":
    more = [int(number) for number in sys.argv[4:]]
    print(json.dumps(run(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], *more)))
