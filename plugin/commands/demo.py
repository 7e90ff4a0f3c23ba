"""`encore demo`: the sample shop with two years of orders, its customers' outbox, and a clock to move forward.
`--check` plays the promised scenes through real HTTP instead."""

from __future__ import annotations

import argparse
from pathlib import Path

from plugin.commands.console import Commands, Progress, add, say

DIRECTORY = Path("var/demo")
HOST = "127.0.0.1"


def register(commands: Commands) -> None:
    made = add(commands, "demo", run, "try Encore with a sample shop; needs no account", "encore demo --check")
    made.add_argument("--check", action="store_true", help="play the promised scenes and say what arrived")
    made.add_argument("--port", type=int, default=8000, help="default 8000; the check takes a free one")


def run(given: argparse.Namespace) -> int:
    if given.check:
        from plugin.demo.check import check

        return check(say)
    return _serve(given.port)


def _serve(port: int) -> int:
    from plugin.demo.build import demo_world
    from plugin.serving import reserve, stop_on_sigterm
    from ui.demo import demo_pages

    place = reserve(HOST, port)
    world, notebook = demo_world(DIRECTORY, port, Progress("replaying two years of Blue Jumps:"))
    server = world.open(place, [demo_pages(world, notebook)])
    say(f"Blue Jumps and its customers' outbox: http://localhost:{port}/demo")
    say("Stop with Ctrl-C. Remove var/demo to begin anew.")
    stop_on_sigterm()
    try:
        server.run()
    finally:
        world.close()
    return 0
