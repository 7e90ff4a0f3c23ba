"""`encore demo --check`: the promised scenes, played on fixed days between Encore and the development store, both on
fresh databases."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plugin.demo.birthdays import BORN
from plugin.demo.build import demo_settings, demo_world, move_in, shared_secrets
from plugin.demo.cast import JOHN, JOHN_IN_SYDNEY
from plugin.demo.play import Missed, Play, london
from plugin.demo.process import HOST, development_store, free_port
from plugin.demo.scenes import SCENES
from plugin.serving import reserve
from ui.demo import clock_door

START = london("2026-03-02 09:30")  # a Monday
Tell = Callable[[int, int], None]


def check(say: Callable[[str], None], progress: Tell) -> int:
    """Plays every scene and says in one line what arrived; 0 if all were as promised, else 1."""
    missed = 0
    with tempfile.TemporaryDirectory(prefix="encore-demo-") as scratch, _playing(Path(scratch), progress) as play:
        for email in (JOHN, JOHN_IN_SYDNEY):
            play.store.post(f"customers/{play.person(email)['id']}/birthday", born=BORN)
        play.settle()
        for row, scene in SCENES:
            try:
                said, how = scene(play), "passed"
            except Missed as error:
                said, how, missed = str(error), "FAILED", missed + 1
            say(f"{row:<11} {said}  {how}")
    say(f"{len(SCENES) - missed} of {len(SCENES)} scenes passed")
    return 1 if missed else 0


@contextmanager
def _playing(scratch: Path, progress: Tell) -> Iterator[Play]:
    place, store_port, smtp_port = reserve(HOST, 0), free_port(), free_port()
    port = place.getsockname()[1]
    settings = demo_settings(scratch / "encore", port=port, store_port=store_port, smtp_port=smtp_port)
    with development_store(
        scratch / "store", port=store_port, smtp_port=smtp_port, app_url=settings.app_url,
        secrets=shared_secrets(settings), begins=START,
    ) as store:  # fmt: skip
        world = demo_world(settings, store)
        server = world.open(place, [clock_door(world.follow)])
        threading.Thread(target=server.run, name="web", daemon=True).start()
        try:
            move_in(world, store, progress)
            yield Play(world, store)
        finally:
            world.close()
            server.close()
