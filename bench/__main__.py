"""`python -m bench`: every bench, one after another, then all their verdicts together. About ten minutes."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    ("bench.ingest", "3"), ("bench.claims",), ("bench.send",), ("bench.start",), ("bench.pages",),
    ("bench.moving",), ("bench.widget",),
    ("bench.recommend", "1000000"), ("bench.simulate",), ("bench.past",),
)  # fmt: skip


def main() -> int:
    verdicts: list[str] = []
    failed: list[str] = []
    for name, *arguments in BENCHES:
        print(f"\n{name}", flush=True)
        with subprocess.Popen([sys.executable, "-m", name, *arguments], stdout=subprocess.PIPE, text=True) as bench:
            for line in bench.stdout or ():
                print(line, end="", flush=True)
                if line.startswith("P"):
                    verdicts.append(line.rstrip())
        if bench.returncode:
            failed.append(name)
    print("\n" + "\n".join(verdicts))
    for name in failed:
        print(f"{name} did not finish")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
