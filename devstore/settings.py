"""Where the development store runs and whom it talks to; read once at the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devstore.app_config import AppConfig, BadConfig, load

DEFAULT_SECRET = "shpss_development_store_on_localhost"  # noqa: S105  (guards nothing: both programs are local)


@dataclass(frozen=True, slots=True)
class Settings:
    port: int
    app_url: str  # without a trailing slash
    folder: Path
    api_key: str
    api_secret: str
    smtp_port: int
    app: AppConfig
    receipt_secret: str = ""  # "": the provider reports nothing
    theme: Path | None = None  # folder of the app's theme extension

    @property
    def url(self) -> str:
        """Where a browser of this machine finds the development store."""
        return f"http://localhost:{self.port}"


def settings(
    environ: Mapping[str, str],
    *,
    port: int,
    app_url: str,
    folder: Path,
    app_config: Path,
    smtp_port: int | None = None,
) -> Settings:
    """Key and secret are the app's own, by the same names; BadConfig says what is wrong."""
    app = load(app_config)
    secret = environ.get("SHOPIFY_API_SECRET", DEFAULT_SECRET)
    if len(secret.encode()) < 32:
        raise BadConfig("SHOPIFY_API_SECRET is shorter than 32 bytes, which is too short to sign with")
    return Settings(
        port=port,
        app_url=app_url.rstrip("/"),
        folder=folder,
        api_key=environ.get("SHOPIFY_API_KEY", app.client_id),
        api_secret=secret,
        smtp_port=smtp_port if smtp_port is not None else int(environ.get("DEVSTORE_SMTP_PORT", "8025")),
        app=app,
        receipt_secret=environ.get("ENCORE_RECEIPT_SECRET", ""),
        theme=app_config.resolve().parent / "extensions" / "encore-theme",
    )
