"""New operator keys. Everything sealed is sealed with the data key of its shop, so a new key means wrapping these
anew, shop by shop, each in a transaction of its own: a kill leaves every shop with one key or the other, and running
it again goes on where it stopped. Old keys are needed until nothing is wrapped with them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update

from plugin.db.session import Database
from plugin.errors import ConfigError
from plugin.model.shop import Shop as Row
from plugin.vault import KeyRing, key_of


def rewrap_all(database: Database, ring: KeyRing, progress: Callable[[int, int], None]) -> int:
    """Wraps every data key with the newest key; returns how many are left with an older one, which is 0. Twice is
    the same as once. ConfigError where a key is not in the ring, before anything is changed."""
    require_known_keys(database, ring)
    old = _old(database, ring)
    for done, shop_id in enumerate(old, start=1):
        _rewrap(database, ring, shop_id)
        progress(done, len(old))
    return len(_old(database, ring))


def require_known_keys(database: Database, ring: KeyRing) -> None:
    """ConfigError names how many shops could not be read with these keys."""
    unknown = [shop_id for shop_id, wrapped in _wrapped(database).items() if not ring.knows(wrapped)]
    if unknown:
        raise ConfigError(
            f"the data of {len(unknown)} shops is sealed under a key that ENCORE_ENCRYPTION_KEYS does not hold;"
            " put the key back (newest first, comma-separated) and start again"
        )


def _old(database: Database, ring: KeyRing) -> list[int]:
    return [shop_id for shop_id, wrapped in _wrapped(database).items() if key_of(wrapped) != ring.newest_id]


def _wrapped(database: Database) -> dict[int, bytes]:
    with database.read_registry() as session:
        rows = session.execute(select(Row.id, Row.data_key).where(Row.data_key.is_not(None)).order_by(Row.id))
        return {row.id: row.data_key for row in rows}


def _rewrap(database: Database, ring: KeyRing, shop_id: int) -> None:
    """A shop whose key was erased meanwhile is left as it is."""
    with database.write_registry() as session:
        wrapped = session.scalar(select(Row.data_key).where(Row.id == shop_id).with_for_update(key_share=True))
        if wrapped is not None:
            anew = ring.wrap(shop_id, ring.unwrap(shop_id, wrapped))
            session.execute(update(Row).where(Row.id == shop_id).values(data_key=anew))
