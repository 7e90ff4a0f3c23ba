"""A real HTTP provider for tests and benches: takes POST JSON `to, from, body, key`, and honours Idempotency-Key.

Numbers that misbehave: +15005550NNN always, +15005551NNN on the first attempt only. +1646555… does the same;
its numbers are valid ones.
  NNN 200 < NNN < 600: answer that status (429 and 503 with Retry-After: 7)
  001 invalid_number, 002 opted_out, 003 quota
  900 accept, then end the connection; 901 end it without accepting; 902 accept and answer after two seconds

    python tests/sms_sink.py --port 2590 --dir var/sink [--no-keys]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from sink_store import Answering, LookUpServer, Store

_RULE = re.compile(r"\+1(?:500|646)555([01])(\d{3})")
_WORDS = {1: "invalid_number", 2: "opted_out", 3: "quota"}


class Posting(Answering):
    server: SmsServer

    def do_POST(self) -> None:  # noqa: N802  (the server's name for it)
        values = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, dict(self.headers), values))
        rule = self._rule(values["to"])
        if rule in _WORDS:
            self.answer(400, {"error": _WORDS[rule]})
        elif rule == 901:
            self._end()
        elif 200 < rule < 600:
            wait = {"Retry_After": "7"} if rule in (429, 503) else {}
            self.answer(rule, {"error": "refused"}, **wait)
        else:
            self._accept(values, rule)

    def _accept(self, values: dict[str, Any], rule: int) -> None:
        name = self.server.accept(values, self.headers.get("Idempotency-Key"))
        if rule == 900:
            self._end()
            return
        if rule == 902:
            time.sleep(2)
        self.answer(202, {"id": name})

    def _rule(self, number: str) -> int:
        match = _RULE.fullmatch(number)
        if not match:
            return 0
        is_first = number not in self.server.seen
        self.server.seen.add(number)
        return int(match[2]) if match[1] == "0" or is_first else 0

    def _end(self) -> None:
        self.close_connection = True


class SmsServer(LookUpServer):
    def __init__(self, port: int, store: Store, has_keys: bool) -> None:
        super().__init__(port, store, Posting)
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.seen: set[str] = set()
        self.has_keys = has_keys
        self.names = {row["key"]: row["id"] for row in store.rows()}
        self.count = len(store.rows())

    def accept(self, values: dict[str, Any], key: str | None) -> str:
        """The provider's name for it; the same key gives the same name and is stored once."""
        with self.sender_lock:
            if self.has_keys and key in self.names:
                return self.names[key]
            self.count += 1
            name = f"sms-{self.count}"
            self.store.add([values["key"]], id=name, at=time.time(), **values)
            self.names[key or name] = name
            return name


class SmsSink:
    """Use as a context manager; `texts()` are dicts with to, from, body, key, id."""

    def __init__(self, folder: Path | str, port: int = 0, has_keys: bool = True, fsync: bool = False) -> None:
        self.store = Store(folder, "texts.jsonl", fsync)
        self.server = SmsServer(port, self.store, has_keys)

    def start(self) -> SmsSink:
        self.server.start()
        return self

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/send"

    @property
    def look_up_url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/has?message_id={{message_id}}&key={{key}}"

    def texts(self) -> list[dict[str, Any]]:
        return self.store.rows()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dir", default="var/sink")
    parser.add_argument("--no-keys", action="store_true", help="forget idempotency keys, as some providers do")
    parser.add_argument("--fsync", action="store_true")
    given = parser.parse_args()
    sink = SmsSink(given.dir, given.port, not given.no_keys, given.fsync).start()
    print(f"http {sink.server.port}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
