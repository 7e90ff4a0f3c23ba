"""What the operator sets: secrets and places from the environment, each also as NAME_FILE. Read once."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plugin.config import ShopSettings, defaults
from plugin.errors import ConfigError

POLARIS = "https://cdn.shopify.com/shopifycloud/polaris-1.js"  # 2.x is a release candidate
VAR = Path("var")
DEFAULT_DATABASE = f"sqlite:///{VAR}/encore.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen; secrets are kept out of its repr."""

    shop_defaults: ShopSettings
    database_url: str = DEFAULT_DATABASE
    app_url: str = "http://localhost:8000"
    port: int = 8000
    api_key: str = ""
    api_secret: str = field(default="", repr=False)
    old_api_secret: str = field(default="", repr=False)
    secret_key: bytes = field(default=b"", repr=False)
    encryption_keys: tuple[bytes, ...] = field(default=(), repr=False)
    smtp_url: str = field(default="", repr=False)
    sms_url: str = field(default="", repr=False)
    smtp_lookup_url: str = field(default="", repr=False)
    sms_lookup_url: str = field(default="", repr=False)
    settle_seconds: int | None = None
    lease_seconds: int = 45
    receipt_secret: str = field(default="", repr=False)
    mailbox: str = field(default="", repr=False)  # fetched for such replies, where nobody posts them
    proxies: int = 1  # of the operator's own, in front of Encore, each adding to X-Forwarded-For
    inbound_address: str = ""  # where replies to our mail arrive, if Encore is to read them
    executor: str = "threads"
    broker_url: str = field(default="", repr=False)
    has_test_charges: bool = False  # approving costs nobody anything: for development stores
    app_handle: str = "encore"  # the app's name in addresses of the admin
    shopify_base: str = ""
    billing: str = (
        "none"  # none: nothing is charged and nothing limited; hosted: Shopify's plan page; api: Billing API
    )
    sender_domains: tuple[str, ...] = ()  # whose addresses the mail provider lets this installation send from
    polaris_url: str = POLARIS
    log: str = "text"


def load(environment: Mapping[str, str] | None = None, *, var: Path = VAR) -> Settings:
    """Settings from the environment and app.toml. ConfigError names what is wrong and what to do.
    On the default SQLite shape missing keys are made once and kept in `var` with mode 600."""
    read = _Environment(os.environ if environment is None else environment)
    database_url = read("ENCORE_DATABASE_URL") or f"sqlite:///{var}/encore.db"
    keeper = _Keeper(var) if database_url.startswith("sqlite") else None
    return Settings(
        shop_defaults=defaults(),
        database_url=database_url,
        app_url=(read("ENCORE_APP_URL") or read("HOST") or f"http://localhost:{read.number('PORT', 8000)}").rstrip(
            "/"
        ),
        port=read.number("PORT", 8000),
        api_key=read("SHOPIFY_API_KEY"),
        api_secret=read("SHOPIFY_API_SECRET"),
        old_api_secret=read("SHOPIFY_OLD_API_SECRET"),
        secret_key=_secret(read, "ENCORE_SECRET_KEY", keeper),
        encryption_keys=_encryption_keys(read, keeper),
        smtp_url=read("ENCORE_SMTP_URL"),
        sms_url=read("ENCORE_SMS_URL"),
        smtp_lookup_url=read("ENCORE_SMTP_LOOKUP_URL"),
        sms_lookup_url=read("ENCORE_SMS_LOOKUP_URL"),
        settle_seconds=read.number("ENCORE_SETTLE_SECONDS", 0) or None,
        lease_seconds=read.number("ENCORE_LEASE_SECONDS", 45),
        receipt_secret=read("ENCORE_RECEIPT_SECRET"),
        mailbox=read("ENCORE_MAILBOX"),
        proxies=read.number("ENCORE_PROXIES", 1),
        inbound_address=_inbound(read("ENCORE_INBOUND_ADDRESS")),
        executor=read.one_of("ENCORE_EXECUTOR", "threads", "celery"),
        broker_url=read("ENCORE_BROKER_URL"),
        billing=read.one_of("ENCORE_BILLING", "none", "hosted", "api"),
        has_test_charges=read.one_of("ENCORE_TEST_CHARGES", "no", "yes") == "yes",
        app_handle=read("ENCORE_APP_HANDLE") or "encore",
        shopify_base=read("ENCORE_SHOPIFY_BASE"),
        sender_domains=tuple(one.strip().lower() for one in read("ENCORE_SENDER_DOMAINS").split(",") if one.strip()),
        polaris_url=read("ENCORE_POLARIS_URL") or POLARIS,
        log=read.one_of("ENCORE_LOG", "text", "json"),
    )


class _Environment:
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __call__(self, name: str) -> str:
        if name in self._values:
            return self._values[name].strip()
        path = self._values.get(f"{name}_FILE")
        if not path:
            return ""
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{name}_FILE names {path}, which cannot be read: {error.strerror}") from None

    def number(self, name: str, default: int) -> int:
        text = self(name)
        if not text:
            return default
        if not text.isdigit():
            raise ConfigError(f"{name} is {text!r}; it must be a whole number")
        return int(text)

    def one_of(self, name: str, *words: str) -> str:
        word = self(name) or words[0]
        if word not in words:
            raise ConfigError(f"{name} is {word!r}; it must be one of {', '.join(words)}")
        return word


class _Keeper:
    """Keys made once for the shape that needs no set-up, kept beside the database file."""

    def __init__(self, var: Path) -> None:
        self._var = var

    def keep(self, name: str) -> str:
        path = self._var / f"{name}.key"
        if not path.exists():
            self._var.mkdir(parents=True, exist_ok=True)
            made = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
            try:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                    file.write(made)
            except FileExistsError:
                return path.read_text(encoding="ascii").strip()
        return path.read_text(encoding="ascii").strip()


def _inbound(text: str) -> str:
    """Short enough to carry a message's name before its at sign (RFC 5321: 64 octets)."""
    local, at, domain = text.partition("@")
    if text and (not at or not local or len(local) > 20 or "+" in local or "." not in domain or not text.isascii()):
        raise ConfigError(f"ENCORE_INBOUND_ADDRESS is {text!r}; it must be like reply@in.example.com, without a +")
    return text


def _secret(read: _Environment, name: str, keeper: _Keeper | None) -> bytes:
    text = read(name)
    if not text and keeper is None:
        raise ConfigError(f"{name} is not set; outside the default SQLite shape Encore does not make it up")
    text = text or keeper.keep("secret") if keeper else text
    if len(text) < 32:
        raise ConfigError(f"{name} is too short; use 32 random characters or more")
    return text.encode()


def _encryption_keys(read: _Environment, keeper: _Keeper | None) -> tuple[bytes, ...]:
    text = read("ENCORE_ENCRYPTION_KEYS")
    if not text and keeper is None:
        raise ConfigError("ENCORE_ENCRYPTION_KEYS is not set; give 32 random bytes, base64url, newest key first")
    text = text or keeper.keep("encryption") if keeper else text
    try:
        keys = tuple(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in text.split(",") if one.strip())
    except (binascii.Error, ValueError):
        keys = ()
    if not keys or any(len(key) != 32 for key in keys):
        raise ConfigError("ENCORE_ENCRYPTION_KEYS must be base64url of 32 bytes each, comma-separated, newest first")
    return keys
