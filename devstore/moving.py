"""Moves the clock, and the app's with it: an hour or less at a time, so that whatever falls due on the way is done
at about its own time. After each step the webhooks that are due are delivered, then the app is told the time and
answers when it has done what was due by then."""

from __future__ import annotations

import hmac
import json
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import requests

from devstore.clock import StoreClock
from devstore.settings import Settings
from devstore.webhooks.sending import Sender

LONGEST_STEP = timedelta(hours=1)
_PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Progress:
    """The last move: how far it is, and what stopped it."""

    steps: int = 0
    done: int = 0
    is_moving: bool = False
    trouble: str | None = None


class Busy(Exception):
    """The clock is being moved already."""


class Mover:
    def __init__(self, settings: Settings, clock: StoreClock, sender: Sender) -> None:
        self._settings, self._clock, self._sender = settings, clock, sender
        self._http = requests.Session()
        self._http.trust_env = False
        self._lock = threading.Lock()
        self.progress = Progress()

    def begin(self, by: timedelta) -> None:
        """In a thread of its own; look at `progress`. Busy when it is being moved already."""
        self._take(by)
        threading.Thread(target=self._move, args=(by,), name="mover", daemon=True).start()

    def move(self, by: timedelta) -> datetime:
        """At once; the new time. Stops at the first step that the app does not take: see `progress.trouble`."""
        self._take(by)
        self._move(by)
        return self._clock.now()

    def tell_time(self) -> str | None:
        """Tells the app what time it is; what went wrong, or None."""
        body = json.dumps({"now": self._clock.now().astimezone(UTC).isoformat().replace("+00:00", "Z")}).encode()
        signed = hmac.digest(self._settings.api_secret.encode(), body, "sha256").hex()
        sent = {"Content-Type": "application/json", "X-Signature": signed}
        try:
            answer = self._http.post(
                f"{self._settings.app_url}/demo/clock", data=body, headers=sent, timeout=(1, _PATIENCE_S)
            )
        except requests.RequestException as error:
            return f"the app was not reached ({type(error).__name__})"
        return None if answer.status_code == 200 else f"the app answered {answer.status_code} to the new time"

    def close(self) -> None:
        self._http.close()

    def _take(self, by: timedelta) -> None:
        if not self._lock.acquire(blocking=False):
            raise Busy("the clock is being moved already")
        self.progress = Progress(steps=len(steps(by)), is_moving=True)

    def _move(self, by: timedelta) -> None:
        try:
            for step in steps(by):
                self._clock.move_by(step)
                self._sender.drain()
                trouble = self.tell_time()
                if trouble is not None:
                    self.progress = replace(self.progress, trouble=trouble)
                    return
                self.progress = replace(self.progress, done=self.progress.done + 1)
        finally:
            self.progress = replace(self.progress, is_moving=False)
            self._lock.release()


def steps(by: timedelta) -> list[timedelta]:
    """Whole hours, and what is left."""
    whole, rest = divmod(by, LONGEST_STEP)
    return [LONGEST_STEP] * whole + ([rest] if rest else [])
