"""What a person writes, before anything is parsed."""

from __future__ import annotations

from dataclasses import dataclass

HEADERS = ("subject", "preheader", "sms")
FIELDS = (*HEADERS, "body")


@dataclass(frozen=True, slots=True)
class Source:
    """Three lines with Liquid, and a body in Markdown with Liquid. `sms` may be empty where no text message is
    sent."""

    subject: str
    body: str
    preheader: str = ""
    sms: str = ""
