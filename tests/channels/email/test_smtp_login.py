"""TLS and login, against a real server with a certificate of its own."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from smtp_sink import Options, SmtpSink

from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.email.smtp_place import Place
from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened

LOGIN = ("shop@x", "p:ss/wörd")
QUOTED = "shop%40x:p%3Ass%2Fw%C3%B6rd"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A self-signed one for 127.0.0.1; trusted only where a test says so."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "sink.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def send(url: str, letter: Letter) -> Answer:
    transport = SmtpTransport(url)
    (first,) = transport.open([letter])
    return transport.deliver([first])[0] if isinstance(first, Opened) else first


@pytest.mark.parametrize("ways", ["PLAIN LOGIN", "LOGIN", "CRAM-MD5 PLAIN"])
@pytest.mark.parametrize("has_tls", [True, False])
def test_it_logs_in_the_way_the_server_knows(tmp_path, letter, tls, ways, has_tls):
    options = Options(login=LOGIN, login_ways=ways, tls=tls if has_tls else None)
    with SmtpSink(tmp_path, options=options) as sink:
        assert isinstance(send(f"smtp://{QUOTED}@127.0.0.1:{sink.port}", letter()), Accepted)
        assert ("STARTTLS" in sink.commands) is has_tls


@pytest.mark.parametrize(
    ("refusal", "fault"),
    [
        ("535 5.7.8 wrong", Fault.BREAKER),
        ("535 wrong", Fault.BREAKER),
        ("534 too weak", Fault.BREAKER),
        ("454 4.7.0 later", Fault.RETRY),
    ],
)
def test_a_refused_login_is_tried_once_for_all_lanes(tmp_path, letter, refusal, fault):
    with SmtpSink(tmp_path, options=Options(login=LOGIN, login_refusal=refusal)) as sink:
        transport = SmtpTransport(f"smtp://a:b@127.0.0.1:{sink.port}")
        answers = transport.open([letter(), letter(), letter()])
        assert [one.fault for one in answers if isinstance(one, NotSent)] == [fault] * 3
        assert sink.connections == 1


def test_a_server_without_a_login_we_know_is_a_setting_to_mend(tmp_path, letter):
    with SmtpSink(tmp_path, options=Options(login=LOGIN, login_ways="GSSAPI")) as sink:
        answer = send(f"smtp://a:b@127.0.0.1:{sink.port}", letter())
        assert isinstance(answer, NotSent)
        assert answer.fault is Fault.BREAKER


def test_a_server_that_wants_a_login_opens_the_breaker(tmp_path, letter):
    with SmtpSink(tmp_path, options=Options(login=LOGIN)) as sink:
        answer = send(sink.url, letter())
        assert isinstance(answer, NotSent)
        assert answer.fault is Fault.BREAKER


def test_a_password_never_crosses_the_network_in_the_clear(tmp_path, letter, monkeypatch):
    monkeypatch.setattr(Place, "is_loopback", property(lambda self: False))
    with SmtpSink(tmp_path, options=Options(login=LOGIN)) as sink:
        answer = send(f"smtp://a:b@127.0.0.1:{sink.port}", letter())
        assert isinstance(answer, NotSent)
        assert answer.fault is Fault.RETRY
        assert not any(line.startswith("AUTH") for line in sink.commands)


def test_a_certificate_nobody_vouches_for_is_refused_elsewhere_than_on_this_machine(
    tmp_path, letter, tls, certificate, monkeypatch
):
    monkeypatch.setattr(Place, "is_loopback", property(lambda self: False))
    with SmtpSink(tmp_path, options=Options(tls=tls)) as sink:
        answer = send(sink.url, letter())
        assert isinstance(answer, NotSent)
        assert answer.fault is Fault.RETRY
        assert "certificate" in answer.detail
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert isinstance(send(sink.url, letter()), Accepted)


def test_tls_from_the_first_byte_is_always_checked(tmp_path, letter, tls, certificate, monkeypatch):
    with SmtpSink(tmp_path, options=Options(tls=tls, tls_at_once=True)) as sink:
        url = f"smtps://127.0.0.1:{sink.port}"
        assert isinstance(send(url, letter()), NotSent)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert isinstance(send(url, letter(payload=b"x" * 70_000 + b"\r\n")), Accepted)


def test_over_tls_too_a_loss_before_the_dot_is_a_retry_and_after_it_is_unclear(tmp_path, letter, tls):
    with SmtpSink(tmp_path, options=Options(tls=tls)) as sink:
        for to, fault in (("early-goodbye", Fault.RETRY), ("lose-after", Fault.UNKNOWN)):
            transport = SmtpTransport(sink.url)
            transport.deliver([one for one in transport.open([letter()]) if isinstance(one, Opened)])
            (opened,) = transport.open([letter(f"{to}@shop.example")])
            assert isinstance(opened, Opened)
            (answer,) = transport.deliver([opened])
            assert isinstance(answer, NotSent)
            assert answer.fault is fault, to
