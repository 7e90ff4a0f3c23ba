"""P10: a cold web process. `python -m bench.start [ROUNDS]`: imports and wires the whole WSGI application on a fresh
database in a new interpreter; says how long that takes, what it weighs, and that the engine stayed out. A first round
that is not counted leaves the bytecode that an installation has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from statistics import median
from typing import Any

MS, MIB = 500, 65
_HEAVY = ("scipy", "numpy", "pandas")
_CHILD = f"""
import time
began = time.perf_counter()
import json, sys
from pathlib import Path
from plugin.config import defaults
from plugin.encore import make_encore
from plugin.operator import Settings
from plugin.serving import wsgi
settings = Settings(
    shop_defaults=defaults(), app_url="https://encore.example.com", secret_key=b"s" * 32,
    encryption_keys=(b"k" * 32,), database_url=sys.argv[1],
)
wsgi(make_encore(settings))
took = (time.perf_counter() - began) * 1000
cpu = time.process_time() * 1000
status = Path("/proc/self/status").read_text()
resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
print(json.dumps([took, cpu, resident / 1024, [name for name in {_HEAVY!r} if name in sys.modules]]))
"""


def main(rounds: int = 7) -> None:
    with tempfile.TemporaryDirectory(prefix="encore-start-") as name:
        command = [sys.executable, "-c", _CHILD, f"sqlite:///{name}/start.db"]
        found = [_start(command) for _ in range(rounds + 1)][1:]
    took, cpu, mib = (median(one[part] for one in found) for part in (0, 1, 2))
    heavy = found[0][3]
    verdict = "met" if took <= MS else "missed"
    print(f"P10 start: {took:.0f} ms ({cpu:.0f} ms of CPU, interpreter included), goal <= {MS} ms: {verdict}")
    print(f"P10 memory: {mib:.0f} MiB, goal <= {MIB} MiB: {'met' if mib <= MIB else 'missed'}")
    print(f"P10 imports: {', '.join(heavy) or 'no engine'}: {'missed' if heavy else 'met'}")


def _start(command: list[str]) -> list[Any]:
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found: list[Any] = json.loads(subprocess.run(command, capture_output=True, check=True, env=around).stdout)
    return found


if __name__ == "__main__":
    main(*[int(one) for one in sys.argv[1:2]])
