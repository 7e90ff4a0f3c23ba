"""A mail server that speaks as much IMAP (RFC 3501) as a mailbox is read with, over real TLS sockets, and the strange
things such servers do."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tls_places import server_side

USER, PASSWORD = "reply@in.example.com", 'a "good" pass\\word'
_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|[^\s"]+)')


@dataclass
class Mail:
    body: bytes
    is_seen: bool = False


@dataclass
class Folder:
    """What the server has; `said` keeps the commands it got, without the login's words."""

    mails: dict[int, Mail] = field(default_factory=dict)
    name: str = "INBOX"
    is_writable: bool = True
    said: list[str] = field(default_factory=list)
    hangs_up_at: str = ""  # a command before whose answer the connection ends

    def arrives(self, body: bytes) -> int:
        uid = max(self.mails, default=100) + 1
        self.mails[uid] = Mail(body)
        return uid

    @property
    def unseen(self) -> list[int]:
        return [uid for uid, mail in self.mails.items() if not mail.is_seen]


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    folder: Folder

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, *words = [_plain(found) for found in _WORD.finditer(line)]
            command = b" ".join(words[:2] if words[0] == b"UID" else words[:1]).decode().upper()
            arguments = words[len(command.split()) :]
            self.folder.said.append(command if command == "LOGIN" else b" ".join(words).decode())
            if self.folder.hangs_up_at and self.folder.hangs_up_at in self.folder.said[-1]:
                return
            self._say(tag + b" " + getattr(self, "_" + command.lower().replace(" ", "_"))(*arguments))
            if command == "LOGOUT":
                return

    def _capability(self) -> bytes:
        self._say(b"* CAPABILITY IMAP4rev1")
        return b"OK done"

    def _login(self, user: bytes, password: bytes) -> bytes:
        is_good = (user.decode(), password.decode()) == (USER, PASSWORD)
        return b"OK done" if is_good else b"NO [AUTHENTICATIONFAILED] " + user

    def _select(self, name: bytes) -> bytes:
        if name.decode() != self.folder.name:
            return b"NO no such mailbox"
        self._say(f"* {len(self.folder.mails)} EXISTS".encode())
        return b"OK [READ-WRITE] done" if self.folder.is_writable else b"OK [READ-ONLY] done"

    def _examine(self, name: bytes) -> bytes:
        return self._select(name).replace(b"READ-WRITE", b"READ-ONLY")

    def _uid_search(self, what: bytes) -> bytes:
        assert what == b"UNSEEN"
        self._say(" ".join(["* SEARCH", *map(str, self.folder.unseen)]).encode())
        return b"OK done"

    def _uid_fetch(self, uid: bytes, what: bytes) -> bytes:
        mail = self.folder.mails.get(int(uid))
        if mail is None:
            return b"OK nothing"
        number = list(self.folder.mails).index(int(uid)) + 1
        if what == b"(RFC822.SIZE)":
            self._say(f"* {number} FETCH (UID {int(uid)} RFC822.SIZE {len(mail.body)})".encode())
            return b"OK done"
        part = re.fullmatch(rb"\(BODY\.PEEK\[\](?:<0\.(\d+)>)?\)", what)
        assert part is not None, what  # BODY[] without PEEK would mark it
        body = mail.body[: int(part[1])] if part[1] else mail.body
        named = b"BODY[]<0>" if part[1] else b"BODY[]"
        self._say(f"* {number} FETCH (UID {int(uid)} {named.decode()} {{{len(body)}}}".encode())
        self.wfile.write(body)
        self._say(b")")
        return b"OK done"

    def _uid_store(self, uid: bytes, how: bytes, flags: bytes) -> bytes:
        assert (how, flags) == (b"+FLAGS.SILENT", rb"(\Seen)")
        if not self.folder.is_writable:
            return b"NO read only"
        self.folder.mails[int(uid)].is_seen = True
        return b"OK done"

    def _logout(self) -> bytes:
        self._say(b"* BYE")
        return b"OK done"

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def imap_server(certificate: Path, folder: Folder) -> Iterator[int]:
    """The port of a server that has this folder, until the end."""
    made = Server(("127.0.0.1", 0), type("Talk", (Talk,), {"folder": folder}))
    made.socket = server_side(certificate).wrap_socket(made.socket, server_side=True)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made.server_address[1]
    finally:
        made.shutdown()
        made.server_close()


def _plain(found: re.Match[bytes]) -> bytes:
    """A word, or what a quoted string says."""
    return found[2] if found[1] is None else re.sub(rb"\\(.)", rb"\1", found[1])
