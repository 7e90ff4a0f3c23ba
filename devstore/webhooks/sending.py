"""Sends what is due in the queue. One sender at a time; no transaction is open while the app is being asked."""

from __future__ import annotations

import random
import threading

import requests

from devstore.clock import StoreClock
from devstore.database import Database
from devstore.model.events import Delivery
from devstore.model.kept import remember, remembered
from devstore.settings import Settings
from devstore.webhooks.queue import due, not_taken, taken
from devstore.webhooks.signing import headers

_CONNECT_S, _WHOLE_S = 1.0, 5.0  # platform documentation: 1 s to connect, 5 s in all
_BATCH = 50
DUPLICATES, SHUFFLED, LOST = "webhooks twice", "webhooks shuffled", "webhooks lost"
_LOST_SHARE = 0.1


class Sender:
    """`drain` returns how many were taken. Three switches make it as bad as the real thing may be: every webhook
    twice (with the same id), each batch in a shuffled order, and one in ten never sent at all."""

    def __init__(self, settings: Settings, database: Database, clock: StoreClock, seed: int = 7) -> None:
        self._settings, self._database, self._clock = settings, database, clock
        self._http = requests.Session()
        self._http.trust_env = False
        self._lock = threading.Lock()
        self._chance = random.Random(seed)  # noqa: S311  (an order to send in, no secret)

    def drain(self) -> int:
        """Everything that is due now, and what falls due meanwhile."""
        done = 0
        with self._lock:
            while batch := self._batch():
                done += sum(self._send(delivery) for delivery in batch)
        return done

    def switch(self, name: str, is_on: bool) -> None:
        """DUPLICATES, SHUFFLED or LOST."""
        with self._database.write() as session:
            remember(session, name, is_on)

    def is_on(self, name: str) -> bool:
        with self._database.read() as session:
            return bool(remembered(session, name, False))

    def close(self) -> None:
        self._http.close()

    def _batch(self) -> list[Delivery]:
        with self._database.read() as session:
            batch = due(session, self._clock.now(), _BATCH)
        if self.is_on(SHUFFLED):
            self._chance.shuffle(batch)
        return batch

    def _send(self, delivery: Delivery) -> bool:
        if self.is_on(LOST) and self._chance.random() < _LOST_SHARE:
            return self._lose(delivery)
        answer, is_good = self._post(delivery)
        if is_good and self.is_on(DUPLICATES):
            answer = f"{answer}, and again {self._post(delivery)[0]}"
        with self._database.write() as session:
            row = session.get_one(Delivery, delivery.id)
            if row.next_at is None:
                return False  # dropped while it was on its way
            (taken if is_good else not_taken)(row, answer, self._clock.now())
        return is_good

    def _lose(self, delivery: Delivery) -> bool:
        with self._database.write() as session:
            row = session.get_one(Delivery, delivery.id)
            row.answer, row.next_at = "lost on the way", None
        return False

    def _post(self, delivery: Delivery) -> tuple[str, bool]:
        settings = self._settings
        sent = headers(delivery, settings.api_secret, settings.app.api_version)
        try:
            answer = self._http.post(
                settings.app_url + delivery.uri, data=delivery.body, headers=sent, allow_redirects=False,
                timeout=(_CONNECT_S, _WHOLE_S),
            )  # fmt: skip
        except requests.Timeout:
            return "no answer in time", False
        except requests.RequestException as error:
            return f"not reached: {type(error).__name__}", False
        return str(answer.status_code), 200 <= answer.status_code < 300
