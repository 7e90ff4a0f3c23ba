"""What the demo asks of the development store: its control API, over HTTP."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from plugin.errors import EncoreError

Row = dict[str, Any]
_PATIENCE_S = 900  # a week of its clock takes a while


class Said(EncoreError):
    """The store refused; its sentence."""


class Store:
    def __init__(self, address: str) -> None:
        self.address = address
        self._http = requests.Session()
        self._http.trust_env = False

    def is_there(self) -> bool:
        try:
            return self._http.get(f"{self.address}/control/clock", timeout=2).ok
        except requests.RequestException:
            return False

    def now(self) -> datetime:
        return datetime.fromisoformat(self.get("clock")["now"])

    def move_by(self, **by: float) -> None:
        """hours, days, minutes, seconds; when it returns, Encore has done what was due."""
        self.post("clock", **by)

    def install(self) -> str:
        """Install the app; a fresh id token."""
        self.post("install")
        return str(self.post("id-token")["id_token"])

    def is_installed(self) -> bool:
        return bool(self.get("install")["is_installed"])

    def past(self, path: Path) -> Path:
        """The shop's history, written to `path`."""
        with self._http.get(f"{self.address}/history.jsonl", stream=True, timeout=_PATIENCE_S) as answer:
            answer.raise_for_status()
            with path.open("wb") as file:
                for chunk in answer.iter_content(1 << 16):
                    file.write(chunk)
        return path

    def get(self, path: str, **asked: str) -> Any:
        return self._said(self._http.get(f"{self.address}/control/{path}", params=asked, timeout=_PATIENCE_S))

    def post(self, path: str, **body: Any) -> Any:
        return self._said(self._http.post(f"{self.address}/control/{path}", json=body, timeout=_PATIENCE_S))

    def _said(self, answer: requests.Response) -> Any:
        if not answer.ok:
            raise Said(f"the store answered {answer.status_code} to {answer.request.path_url}: {answer.text[:300]}")
        return answer.json()
