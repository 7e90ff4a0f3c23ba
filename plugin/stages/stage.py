"""What a stage is: one file with `drain(encore, budget) -> int`, which claims for itself what is due."""

from __future__ import annotations

from typing import Protocol

from plugin.encore import Encore


class Drain(Protocol):
    def __call__(self, encore: Encore, budget: int) -> int:
        """Do at most about `budget` items of what is due; returns how many were done. Calling it with
        nothing due costs one query a shop and changes nothing."""
        ...
