"""The one door that only the demo has: the development store moves the clock by it."""

from ui.demo.clock import clock_door

__all__ = ["clock_door"]
