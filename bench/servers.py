"""Starting, pinning, weighing and killing the servers that a benchmark compares."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """The command on one core, where there are two and `taskset` is here: load and server must not share."""
    if (os.cpu_count() or 1) < 2 or shutil.which("taskset") is None:
        return list(command)
    return ["taskset", "-c", str(core), *command]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server process (and its children) on core 0, ready when the constructor returns."""

    def __init__(
        self, name: str, command: Sequence[str], port: int, environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.port = port
        with log.open("w") as file:
            self._process = subprocess.Popen(
                pinned(0, command),
                env={**os.environ, **environment},
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self._wait(log)

    def cpu_seconds(self) -> float:
        """User and system time so far, of every process of this server."""
        return sum(self._cpu(stat) for stat in Path("/proc").glob("[0-9]*/stat")) / _TICKS

    def kill(self) -> None:
        """kill -9, children too. Killing it again is fine."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _cpu(self, stat: Path) -> int:
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            return 0
        return int(fields[11]) + int(fields[12]) if int(fields[3]) == self._process.pid else 0

    def _wait(self, log: Path) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start:\n{log.read_text()[-2000:]}")
