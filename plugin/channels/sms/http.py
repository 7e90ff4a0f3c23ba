"""The generic `http` provider: POST JSON `to, from, body, key` with an `Idempotency-Key` header."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from plugin.channels.http import AnswerLost, Http, HttpAnswer, NotReached
from plugin.channels.lookup import LookUp, http_url
from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened

LEAST_SETTLE = timedelta(seconds=120)  # trust: message life, 6: 2 × timeout, at least this
WORDS = {
    "invalid_number": Fault.BAD_ADDRESS,
    "opted_out": Fault.OPTED_OUT,
    "quota": Fault.BREAKER,
    "quota_exceeded": Fault.BREAKER,
}
_LATER = frozenset({408, 425, 429})
_OUR_ACCOUNT = frozenset({401, 402, 403})


class HttpTransport:
    """`idempotent`: the provider remembers keys, so whatever is unclear is simply posted again."""

    name = "http"

    def __init__(
        self,
        url: str,
        lookup_url: str | None = None,
        settle_seconds: float | None = None,
        idempotent: bool = True,
        lanes: int = 4,
        http: Http | None = None,
    ) -> None:
        self._url = http_url(url, "SMS")
        self._http = http or Http()
        self._look_up = LookUp(lookup_url, self._http) if lookup_url else None
        self._threads = ThreadPoolExecutor(lanes, thread_name_prefix="http-transport")
        self.idempotent = idempotent
        self.lanes = lanes
        usual = max(2 * timedelta(seconds=self._http.timeout_s), LEAST_SETTLE)
        self.settle = usual if settle_seconds is None else timedelta(seconds=settle_seconds)

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        """Looks at the address and the text only; whether the provider is there shows in `deliver`."""
        return [_unsendable(letter) or Opened(letter) for letter in letters]

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        return list(self._threads.map(self._post, [one.letter for one in opened]))

    def abandon(self, opened: Opened) -> None:
        opened.lane = None

    def find(self, message_id: str, key: str) -> bool | None:
        return self._look_up.find(message_id, key) if self._look_up else None

    @property
    def can_find(self) -> bool:
        return self._look_up is not None

    def close(self) -> None:
        self._threads.shutdown()
        self._http.close()

    def _post(self, letter: Letter) -> Answer:
        values = {"to": letter.to, "from": letter.sender, "body": letter.payload.decode(), "key": letter.key}
        try:
            answer = self._http.post_json(self._url, values, {"Idempotency-Key": letter.key})
        except NotReached as error:
            return NotSent(Fault.RETRY, str(error))
        except AnswerLost as error:
            return NotSent(self._unclear, str(error))
        return _accepted(answer) if answer.is_good else self._refusal(answer)

    def _refusal(self, answer: HttpAnswer) -> NotSent:
        word = answer.body.get("error")
        known = word if isinstance(word, str) and word in WORDS else None
        detail = f"the provider answered {answer.status}" + (f" ({known})" if known else "")
        return NotSent(self._fault(answer.status, known), detail, answer.retry_after)

    def _fault(self, status: int, word: str | None) -> Fault:
        if status >= 500 or status < 200:
            return self._unclear
        if status in _LATER:
            return Fault.RETRY
        if status in _OUR_ACCOUNT or status < 400:
            return Fault.BREAKER  # a redirect too: our setting is wrong, not the message
        if status == 409 and self.idempotent:
            return Fault.RETRY  # the first request with this key is still under way
        return WORDS[word] if word else Fault.REFUSED

    @property
    def _unclear(self) -> Fault:
        return Fault.RETRY if self.idempotent else Fault.UNKNOWN


def _unsendable(letter: Letter) -> NotSent | None:
    if not letter.to.strip() or not letter.to.isprintable():
        return NotSent(Fault.BAD_ADDRESS, "the number is empty or holds signs that are not printable")
    if not (letter.key.isascii() and letter.key.isprintable()):
        return NotSent(Fault.REFUSED, "the key cannot be written in a header")
    try:
        letter.payload.decode()
    except UnicodeDecodeError:
        return NotSent(Fault.REFUSED, "the text is not UTF-8")
    return None


def _accepted(answer: HttpAnswer) -> Accepted:
    name = answer.body.get("id") or answer.body.get("message_id")
    return Accepted(str(name)[:200] if isinstance(name, str | int) else None)
