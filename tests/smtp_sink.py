"""A real SMTP server for tests and benches: stores what it accepts, and misbehaves when an address asks it to.

What the local part of the recipient (before any "+") may say:
  STAGE-CODE[-ENHANCED][-inN]  stage mail, rcpt, data or final: refuse there; "in 5" adds "try again in 5 minutes"
  drop-rcpt, drop-data         end the connection at RCPT, or after 354 without reading the message
  early-goodbye                say 354, then 421 at once and end, before the message comes
  drop-after, lose-after       end it after the final dot without an answer: stored, not stored
  late-N                       the same, stored N seconds later
  slow-N                       answer the final dot after N seconds
  babble                       answer the final dot with nonsense (stored)
A leading "once-" limits it to the first attempt for that address. mail-… may also be in the sender.

    python tests/smtp_sink.py --port 2525 --http-port 2580 --dir var/sink
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import re
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from sink_store import LookUpServer, Store

_RULE = re.compile(r"(once-)?(mail|rcpt|data|final)-(\d{3})(?:-(\d\.\d\.\d+))?(?:-in(\d+))?")
_KNOWN = re.compile(
    r"(once-)?(drop-rcpt|drop-data|early-goodbye|drop-after|lose-after|babble|late-[\d.]+|slow-[\d.]+)"
)
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>@\s]+)(@[^>\s]*)?>", re.I | re.M)
_ENVID = re.compile(r"\bENVID=(\S+)", re.I)


@dataclass(slots=True)
class Options:
    """What the server offers and demands. `greeting` "" means it ends the connection instead of greeting."""

    offers: tuple[str, ...] = ("PIPELINING", "SIZE 10485760", "8BITMIME", "DSN", "ENHANCEDSTATUSCODES", "SMTPUTF8")
    greeting: str = "220 sink ESMTP"
    greet_after_s: float = 0.0
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    login: tuple[str, str] | None = None
    login_ways: str = "PLAIN LOGIN"
    login_refusal: str = "535 5.7.8 wrong"
    most_connections: int = 1000
    fsync: bool = False


@dataclass(slots=True)
class Mail:
    sender: str = ""
    to: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class SmtpSink:
    """Use as a context manager. `port` 0 takes a free one; `mails()` are dicts with from, to, lines, data, envid."""

    def __init__(
        self, folder: Path | str, port: int = 0, http_port: int | None = None, options: Options | None = None
    ) -> None:
        self.options = options or Options()
        self.store = Store(folder, "mails.jsonl", self.options.fsync)
        self.look_up = LookUpServer(http_port, self.store) if http_port is not None else None
        self._listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0  # ever accepted
        self.commands: list[str] = []  # as received, of all connections
        self.keep_commands = True
        self._open: set[socket.socket] = set()
        self._seen: set[str] = set()

    def start(self) -> SmtpSink:
        if self.look_up:
            self.look_up.start()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        self._listener.close()
        self.hang_up()
        if self.look_up:
            self.look_up.stop()

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.stop()

    def hang_up(self) -> None:
        """End every connection, as a restart would."""
        for sock in list(self._open):
            _end(sock)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def look_up_url(self) -> str:
        assert self.look_up, "started without http_port"
        return f"http://127.0.0.1:{self.look_up.port}/has?message_id={{message_id}}&key={{key}}"

    def mails(self) -> list[dict]:
        return self.store.rows()

    def rule(self, address: str) -> str:
        """What this address asks for now, "" for nothing."""
        text = address.partition("@")[0].partition("+")[0]
        if not (_RULE.fullmatch(text) or _KNOWN.fullmatch(text)):
            return ""
        if not text.startswith("once-"):
            return text
        if address in self._seen:
            return ""
        return text.removeprefix("once-")

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk = Talk(self, sock)
        try:
            talk.run()
        except (OSError, EOFError, ValueError):
            pass  # the client went, or was sent, away
        finally:
            self._open.discard(sock)
            _end(talk.sock)
            talk.sock.close()


class Talk:
    """One connection."""

    def __init__(self, sink: SmtpSink, sock: socket.socket) -> None:
        self.sink, self.sock, self.options = sink, sock, sink.options
        self.buffer = b""
        self.replies: list[str] = []
        self.mail = Mail()
        self.is_tls = self.is_known = False

    def run(self) -> None:
        if self.options.tls_at_once:
            self._start_tls()
        time.sleep(self.options.greet_after_s)
        if not self.options.greeting:
            raise EOFError
        if len(self.sink._open) > self.options.most_connections:
            self._say("421 4.7.0 too many connections")
            self._flush()
            raise EOFError
        self._say(self.options.greeting)
        while True:
            line = self._line()
            if self.sink.keep_commands:
                self.sink.commands.append(line)
            verb = line[:4].upper()
            getattr(self, f"_do_{verb.lower()}", self._do_unknown)(line)

    # --- commands

    def _do_ehlo(self, line: str) -> None:
        offers = list(self.options.offers)
        if self.options.tls and not self.is_tls:
            offers.append("STARTTLS")
        if self.options.login:
            offers.append(f"AUTH {self.options.login_ways}")
        words = ["sink greets you", *offers]
        for word in words[:-1]:
            self._say(f"250-{word}")
        self._say(f"250 {words[-1]}")

    def _do_star(self, line: str) -> None:
        self._say("220 2.0.0 ready")
        self._flush()
        self._start_tls()

    def _do_auth(self, line: str) -> None:
        parts = line.split()
        if parts[1].upper() == "PLAIN":
            given = tuple(base64.b64decode(parts[2]).decode().split("\0")[1:])
        else:
            given = (self._prompt("VXNlcm5hbWU6"), self._prompt("UGFzc3dvcmQ6"))
        self.is_known = given == self.options.login
        self._say("235 2.7.0 welcome" if self.is_known else self.options.login_refusal)

    def _do_mail(self, line: str) -> None:
        self.mail = Mail(_address(line), lines=[line])
        if self.options.login and not self.is_known:
            self._say("530 5.7.0 sign in first")
            self.mail = Mail()
        elif not self._refuses("mail", self.mail.sender):
            self._say("250 2.1.0 ok")

    def _do_rcpt(self, line: str) -> None:
        to = _address(line)
        if not self.mail.lines:
            self._say("503 5.5.1 MAIL first")
        elif self._rule(to) == "drop-rcpt":
            self._seen(to)
            raise EOFError
        elif not self._refuses("rcpt", to):
            self.mail.to.append(to)
            self.mail.lines.append(line)
            self._say("250 2.1.5 ok")

    def _do_data(self, line: str) -> None:
        if not self.mail.to:
            self._say("503 5.5.1 no valid recipients")
            return
        to, mail = self.mail.to[0], self.mail
        rule = self._rule(to)
        if self._refuses("data", to):
            return
        self._say("354 go ahead")
        self._flush()
        if rule in ("drop-data", "early-goodbye"):
            self._seen(to)
            if rule == "early-goodbye":
                self._say("421 4.3.2 shutting down")
                self._flush()
            raise EOFError
        data = self._content()
        self.mail = Mail()
        self._finish(rule, mail, data)

    def _finish(self, rule: str, mail: Mail, data: bytes) -> None:
        to = mail.to[0]
        if self._refuses("final", to):
            return
        if rule.startswith("late-"):
            self._seen(to)
            threading.Timer(float(rule[5:]), self._store, (mail, data)).start()
            raise EOFError
        if rule != "lose-after":
            self._store(mail, data)
        self._seen(to)
        if rule in ("drop-after", "lose-after"):
            raise EOFError
        if rule.startswith("slow-"):
            time.sleep(float(rule[5:]))
        self._say("what?" if rule == "babble" else "250 2.0.0 Ok: queued as 4F3C2B1A")

    def _do_rset(self, line: str) -> None:
        self.mail = Mail()
        self._say("250 2.0.0 ok")

    _do_noop = _do_rset

    def _do_quit(self, line: str) -> None:
        self._say("221 2.0.0 bye")
        self._flush()
        raise EOFError

    def _do_unknown(self, line: str) -> None:
        self._say("500 5.5.2 what?")

    # --- parts

    def _store(self, mail: Mail, data: bytes) -> None:
        envid = _ENVID.search(mail.lines[0])
        found = _MESSAGE_ID.search(data[:4096])
        names = [envid[1]] if envid else []
        if found:
            local, domain = found[1].decode(), (found[2] or b"").decode()
            names += [local, local + domain]
        row = {"from": mail.sender, "to": mail.to, "lines": mail.lines, "data": data.decode("latin-1")}
        self.sink.store.add(names, envid=envid[1] if envid else None, at=time.time(), **row)

    def _rule(self, address: str) -> str:
        return self.sink.rule(address)

    def _seen(self, address: str) -> None:
        self.sink._seen.add(address)

    def _refuses(self, stage: str, address: str) -> bool:
        match = _RULE.fullmatch(self._rule(address))
        if not match or match[2] != stage:
            return False
        self._seen(address)
        words = [match[3], match[4] or "", f"<{address}>: the sink says no"]
        if match[5]:
            words.append(f"try again in {match[5]} minutes")
        self._say(" ".join(word for word in words if word))
        if match[3] == "421":
            self._flush()
            raise EOFError
        return True

    def _prompt(self, text: str) -> str:
        self._say(f"334 {text}")
        return base64.b64decode(self._line()).decode()

    def _start_tls(self) -> None:
        assert self.options.tls, "no certificate"
        self.sink._open.discard(self.sock)
        self.sock = self.options.tls.wrap_socket(self.sock, server_side=True)
        self.sink._open.add(self.sock)
        self.buffer, self.is_tls = b"", True

    def _content(self) -> bytes:
        if self.buffer.startswith(b".\r\n"):
            self.buffer = self.buffer[3:]
            return b""
        while (end := self.buffer.find(b"\r\n.\r\n")) < 0:
            self._fill()
        data, self.buffer = self.buffer[: end + 2], self.buffer[end + 5 :]
        return (data[1:] if data.startswith(b".") else data).replace(b"\r\n..", b"\r\n.")

    def _line(self) -> str:
        while (end := self.buffer.find(b"\n")) < 0:
            self._flush()
            self._fill()
        line, self.buffer = self.buffer[:end], self.buffer[end + 1 :]
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def _fill(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self.buffer += data

    def _say(self, line: str) -> None:
        self.replies.append(line)

    def _flush(self) -> None:
        if self.replies:
            self.sock.sendall("".join(f"{line}\r\n" for line in self.replies).encode())
            self.replies.clear()


def _address(line: str) -> str:
    return line[line.index("<") + 1 : line.index(">")]


def _end(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it may have ended already
        sock.shutdown(socket.SHUT_RDWR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--dir", default="var/sink")
    parser.add_argument("--fsync", action="store_true", help="flush every mail to disk before answering")
    parser.add_argument("--plain", action="store_true", help="offer no DSN and no PIPELINING")
    given = parser.parse_args()
    options = Options(fsync=given.fsync, offers=("SIZE 10485760", "8BITMIME") if given.plain else Options().offers)
    sink = SmtpSink(given.dir, given.port, given.http_port, options)
    sink.keep_commands = False
    sink.start()
    print(f"smtp {sink.port} http {sink.look_up.port if sink.look_up else 0}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
