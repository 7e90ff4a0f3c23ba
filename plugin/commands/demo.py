"""`encore demo`: Encore and the development store side by side, with two years of a shop's past. `--check` plays the
promised scenes between the two instead."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from plugin.commands.console import Commands, Progress, add, say

FOLDER = Path("var/demo")
_PAST = "Encore takes in two years of Blue Jumps:"


def register(commands: Commands) -> None:
    made = add(
        commands, "demo", run, "try Encore with a shop on this machine; needs no account", "encore demo --check"
    )
    made.add_argument("--check", action="store_true", help="play the promised scenes and say what arrived")
    made.add_argument("--bare", action="store_true", help="do not install Encore in the shop: that is for you to do")
    made.add_argument("--port", type=int, default=8000, help="of Encore, default 8000; the check takes free ones")
    made.add_argument("--store-port", type=int, default=8001, help="of the development store, default 8001")
    made.add_argument("--smtp-port", type=int, default=8025, help="of the store's mail server, default 8025")
    made.add_argument("--folder", type=Path, default=FOLDER, help="where both keep their data, default var/demo")


def run(given: argparse.Namespace) -> int:
    if given.check:
        from plugin.demo.check import check

        return check(say, Progress(_PAST))
    return _serve(given)


def _serve(given: argparse.Namespace) -> int:
    from plugin.demo.build import demo_settings, demo_world, move_in, shared_secrets
    from plugin.demo.process import HOST, development_store
    from plugin.serving import reserve, stop_on_sigterm
    from ui.demo import clock_door

    place = reserve(HOST, given.port)
    settings = demo_settings(
        given.folder / "encore", port=given.port, store_port=given.store_port, smtp_port=given.smtp_port
    )
    say("starting the development store (the first time it makes up two years of orders)")
    with development_store(
        given.folder / "store", port=given.store_port, smtp_port=given.smtp_port, app_url=settings.app_url,
        secrets=shared_secrets(settings),
    ) as store:  # fmt: skip
        world = demo_world(settings, store)
        server = world.open(place, [clock_door(world.follow)])
        stop_on_sigterm()
        web = threading.Thread(target=server.run, name="web", daemon=True)
        web.start()
        try:
            if not given.bare:
                move_in(world, store, Progress(_PAST))
            say(f"The shop, its admin and its customers' mailboxes: {store.address}")
            say(f"Encore itself (opened from the shop's admin):     {settings.app_url}")
            say(f"Stop with Ctrl-C. Remove {given.folder} to begin anew.")
            web.join()
        except KeyboardInterrupt:
            say("stopping")
        finally:
            world.close()
            server.close()
    return 0
