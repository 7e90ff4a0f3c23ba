"""How much memory a process has taken."""

from __future__ import annotations

import resource


def peak_mib() -> float:
    """The most that this process has held at once, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
