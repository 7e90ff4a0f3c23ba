"""The `encore` command. Errors say what to do; exit 0 is good, 1 failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from plugin.commands import (
    ahead,
    demo,
    keeping,
    keys,
    look,
    moving,
    past,
    reconciling,
    run,
    schema,
    shops,
    simulating,
)
from plugin.errors import ConfigError, EncoreError, UsageError

_GROUPS = (demo, run, reconciling, schema, keys, shops, simulating, past, ahead, look, moving, keeping)


def parser() -> argparse.ArgumentParser:
    """The whole command line; every command has an example in its help."""
    root = argparse.ArgumentParser(prog="encore", description="A retention app for Shopify-style stores.")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.register(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = parser().parse_args(arguments)
    from plugin.log import configure  # structlog is not light, and help needs no log

    configure()
    try:
        code: int = given.run(given)
    except (UsageError, ConfigError) as error:
        print(f"encore: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except EncoreError as error:
        print(f"encore: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
