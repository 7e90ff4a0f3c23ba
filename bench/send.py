"""P4, P5: the whole send chain, due row to accepted row over SMTP, against the loop one would write by hand.

`python -m bench.send [MESSAGES] [ROUNDS]`. Both sides take turns against the same sink, a process of its own, from
SQLite with synchronous=FULL. The peer: a cached Liquid template, EmailMessage, one kept-open smtplib connection, one
commit per message. Ours: `stages.outbox.drain_email` with everything it judges, reads again and writes down.
"""

from __future__ import annotations

import json
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from statistics import median

import liquid

from bench.history import DOMAIN, START, history
from bench.servers import free_port
from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.recording import RecordingTransport
from plugin.channels.transport import Transport
from plugin.clock import SpunClock
from plugin.config import defaults
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.events import Channel
from plugin.history import Delivery
from plugin.operator import Settings
from plugin.simulate import incoming
from plugin.stages.inbox import drain
from plugin.stages.outbox import drain_email

SINK = Path(__file__).parent.parent / "tests" / "smtp_sink.py"
_ROWS = "".join(f"<tr><td style='padding:8px'>Product {number} of {{{{ name }}}}</td></tr>" for number in range(20))
_HTML = f"<html><body><h1>Thank you, {{{{ name }}}}</h1><table><tbody>{_ROWS}</tbody></table></body></html>"


def main(messages: int = 300, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory(prefix="encore-send-") as name:
        port = free_port()
        sink = _sink(port, Path(name))
        try:
            pairs = [
                (_peer(Path(name), port, messages), _ours(Path(name), port, messages, one)) for one in range(rounds)
            ]
        finally:
            sink.kill()
            sink.wait()
    peer, ours = (
        tuple(median(side[part] for side in sides) for part in (0, 1)) for sides in zip(*pairs, strict=True)
    )
    print(f"   by hand {peer[0]:.0f}/s, {peer[1]:.2f} CPU-s/1000; Encore {ours[0]:.0f}/s, {ours[1]:.2f} CPU-s/1000")
    times = ours[0] / peer[0]
    print(f"P4 send chain: {times:.1f}x the loop by hand, goal >= 5x: {'met' if times >= 5 else 'missed'}")
    print("P5 SMTP leg against postfix smtp-source: not measured here: it needs postfix")


def _sink(port: int, directory: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        str(SINK),
        "--port",
        str(port),
        "--http-port",
        str(free_port()),
        "--dir",
        str(directory),
    ]
    sink = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return sink
    raise RuntimeError("the sink does not answer")


def _peer(directory: Path, port: int, messages: int) -> tuple[float, float]:
    """Messages per second, and CPU-seconds per 1,000."""
    store = sqlite3.connect(directory / f"peer-{time.monotonic_ns()}.db", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE m (id INTEGER PRIMARY KEY, state TEXT, rcpt TEXT, facts TEXT)")
    rows = [(f"peer{number}@example.com", json.dumps({"name": f"Ada {number}"})) for number in range(messages)]
    store.executemany("INSERT INTO m (state, rcpt, facts) VALUES ('due', ?, ?)", rows)
    template = liquid.Environment().from_string(_HTML)
    began, cpu = time.perf_counter(), time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for id, to, facts in store.execute(
            "SELECT id, rcpt, facts FROM m WHERE state = 'due' ORDER BY id"
        ).fetchall():
            mail = EmailMessage(policy=policy.SMTP)
            mail["From"], mail["To"], mail["Subject"] = "hello@example.com", to, "Thank you"
            html = template.render(**json.loads(facts))
            mail.set_content("Thank you")
            mail.add_alternative(html, subtype="html")
            server.send_message(mail)
            store.execute("UPDATE m SET state = 'sent' WHERE id = ?", (id,))
    spent = time.perf_counter() - began, time.process_time() - cpu
    store.close()
    return messages / spent[0], spent[1] / messages * 1000


def _ours(directory: Path, port: int, messages: int, number: int) -> tuple[float, float]:
    database = Database(f"sqlite:///{directory}/ours-{number}.db")
    migrate(database)
    encore = _due(database, port, messages)
    began, cpu = time.perf_counter(), time.process_time()
    sent = drain_email(encore, messages * 2)
    spent = time.perf_counter() - began, time.process_time() - cpu
    encore.close()
    return sent / spent[0], spent[1] / sent * 1000


def _due(database: Database, port: int, messages: int) -> Encore:
    """An Encore whose thank-you mails for that many orders are due now."""
    transports: dict[Channel, Transport] = {
        Channel.EMAIL: SmtpTransport(f"smtp://127.0.0.1:{port}"),
        Channel.SMS: RecordingTransport("sms"),
    }
    settings = Settings(
        shop_defaults=defaults(),
        app_url="https://encore.example.com",
        secret_key=b"s" * 32,
        encryption_keys=(b"k" * 32,),
    )
    clock = SpunClock(START)
    encore = make_encore(settings, database=database, clock=clock, transports=transports)
    shop = encore.shops.add(DOMAIN, now=START, flows_on=("thank_you",))
    for one in history(messages, days=0.01):
        if one["topic"] in {"customers/create", "orders/paid"}:
            clock.move_to(START + timedelta(hours=2))
            delivery = Delivery(
                one["topic"],
                clock.now(),
                DOMAIN,
                one["webhook_id"],
                one["event_id"],
                json.dumps(one["body"]).encode(),
            )
            encore.inbox.put(incoming(shop, delivery))
    drain(encore, messages * 4)
    clock.move_by(timedelta(hours=1))
    return encore


if __name__ == "__main__":
    main(*[int(one) for one in sys.argv[1:3]])
