"""Addresses that strangers gave lead to public places only, over real sockets and real TLS."""

from __future__ import annotations

import http.server
import socket
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from tls_places import Server, certificate_of, https_server

from plugin.outside import NotFetched, Outside, is_public, looked_up

NAME = "pictures.example"
INNER = (
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1",
    "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2001:0:53aa:64c:0:0:f5ff:fffe", "fe80::1%eth0", "",
)  # fmt: skip


Reach = Callable[[Outside, str], object]
REACHES: dict[str, Reach] = {
    "fetch": lambda outside, address: outside.fetch(address),
    "post": lambda outside, address: outside.post(address, b"{}", {"Content-Type": "application/json"}),
}


@pytest.fixture(params=REACHES)
def reach(request: pytest.FixtureRequest) -> Reach:
    """Both ways through the door."""
    return REACHES[request.param]


class Place(http.server.BaseHTTPRequestHandler):
    """What each path does; `seen` keeps what was asked, `posted` what was handed over."""

    seen: list[tuple[str, str]] = []
    posted: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        self.posted.append((self.headers["Encore-Id"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.do_GET()

    def do_GET(self) -> None:
        self.seen.append((self.headers["Host"], self.path))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "https://127.0.0.1/secret")
            self.end_headers()
        elif self.path == "/large":
            self._say(b"x" * 3_000)
        elif self.path.startswith("/slow"):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Drop: " + (b"\r\n\r\n" if self.path == "/slow" else b""))
            while not self.server.is_closing:
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
                time.sleep(0.02)
        else:
            self._say(b"a picture")

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_of(NAME, tmp_path_factory.mktemp("tls") / "both.pem")


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    Place.seen, Place.posted = [], []
    with https_server(certificate, Place) as made:
        yield made


def _outside(certificate: Path, **more: object) -> Outside:
    """Allowed to this machine, which is where NAME leads."""
    return Outside(look_up=lambda _host: ["127.0.0.1"], is_allowed=lambda _ip: True, authorities=str(certificate),
                   **more)  # fmt: skip


def _at(server: Server, path: str) -> str:
    return f"https://{NAME}:{server.server_port}{path}"


def test_ssrf_targets(server: Server, reach: Reach) -> None:
    """No way of writing the address of this machine, or of another inner place, reaches it."""
    port = server.server_port
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]", "[::]",
                 "[::ffff:127.0.0.1]", "169.254.169.254", "metadata.google.internal", "127.0.0.1.", "①②⑦.0.0.1",
                 f"user@{NAME}", f"{NAME}@127.0.0.1"):  # fmt: skip
        with pytest.raises(NotFetched):
            reach(Outside(seconds=1), f"https://{host}:{port}/secret")
    for address in (f"http://{NAME}/", "ftp://a.example/", "file:///etc/passwd", "gopher://127.0.0.1:25/", "//a", "",
                    "https://", "https://[::1", "https://a.example:99999/", "https://a.example:0x50/"):  # fmt: skip
        with pytest.raises(NotFetched):
            reach(Outside(look_up=lambda _host: ["127.0.0.1"]), address)
    assert Place.seen == []


@pytest.mark.parametrize("ip", INNER)
def test_no_inner_address_is_public_whatever_name_leads_to_it(ip: str, reach: Reach) -> None:
    assert not is_public(ip)
    for found in ([ip], ["93.184.216.34", ip]):
        with pytest.raises(NotFetched, match="not a public place"):
            reach(Outside(look_up=lambda _host, found=found: found), f"https://{NAME}/")


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_the_internet_is_public(ip: str) -> None:
    assert is_public(ip)
    assert ip_address(ip).is_global


def test_a_name_is_looked_up_once_and_that_address_is_kept_to(server: Server, certificate: Path) -> None:
    """A name server that answers differently the second time changes nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    outside = Outside(look_up=lambda _host: next(answers), is_allowed=lambda _ip: True, authorities=str(certificate))
    assert outside.fetch(_at(server, "/a.jpg?b=c")) == b"a picture"
    assert Place.seen == [(f"{NAME}:{server.server_port}", "/a.jpg?b=c")]
    assert next(answers) == ["10.0.0.1"]


def test_a_redirect_is_not_followed(server: Server, certificate: Path) -> None:
    with pytest.raises(NotFetched, match="did not hand it over"):
        _outside(certificate).fetch(_at(server, "/moved"))
    assert [path for _, path in Place.seen] == ["/moved"]


def test_a_body_is_handed_over_with_its_headers_and_only_the_status_comes_back(
    server: Server, certificate: Path
) -> None:
    outside, told = _outside(certificate, most_bytes=1), {"Encore-Id": "7"}
    assert outside.post(_at(server, "/large"), b"a body", told) == 200
    assert outside.post(_at(server, "/moved"), b"another", told) == 302
    assert Place.posted == [("7", b"a body"), ("7", b"another")]
    assert [path for _, path in Place.seen] == ["/large", "/moved"]


def test_too_much_is_not_read(server: Server, certificate: Path) -> None:
    with pytest.raises(NotFetched, match="larger than"):
        _outside(certificate, most_bytes=2_000).fetch(_at(server, "/large"))


@pytest.mark.parametrize("path", ["/slow", "/slow-headers"])
def test_who_sends_drop_by_drop_is_left(server: Server, certificate: Path, path: str) -> None:
    with pytest.raises(NotFetched):
        _outside(certificate, seconds=0.2).fetch(_at(server, path))


def test_who_takes_a_body_and_never_answers_is_left(server: Server, certificate: Path) -> None:
    with pytest.raises(NotFetched):
        _outside(certificate, seconds=0.2).post(_at(server, "/slow-headers"), b"{}", {"Encore-Id": "7"})
    assert Place.posted == [("7", b"{}")]


def test_a_certificate_of_somebody_else_is_not_believed(server: Server, certificate: Path) -> None:
    with pytest.raises(NotFetched, match="reached safely"):
        _outside(certificate).fetch(f"https://other.example:{server.server_port}/")
    with pytest.raises(NotFetched, match="reached safely"):
        Outside(look_up=lambda _host: ["127.0.0.1"], is_allowed=lambda _ip: True).fetch(_at(server, "/"))
    assert Place.seen == []


def test_nobody_there(certificate: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotFetched, match="reached safely"):
        _outside(certificate).fetch(f"https://{NAME}:{port}/")


def test_numbers_are_looked_up_as_themselves() -> None:
    assert looked_up("127.1") == ["127.0.0.1"]
