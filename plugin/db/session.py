"""The engine and its transactions: short writes, deferred reads, and never a tenant table without a shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker
from sqlalchemy.sql import ClauseElement, visitors

from plugin.db.joined import Joined
from plugin.db.row_security import work_for
from plugin.errors import NoShopContext

_SHOP = "shop_id"
_SHOPS_CHANGED = "shops_changed"


class Database:
    """One database. `write(shop_id)` and `read(shop_id)` open a transaction for one shop;
    `write_registry()` and `read_registry()` one that may only touch the tables without tenants."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, durable) if self.is_sqlite else _postgres(url)
        self._reads = _sessions(self.engine)
        self._writes = _sessions(self.engine.execution_options(encore_write=True))
        if not self.is_sqlite:
            event.listen(self._reads, "after_begin", _say_shop)
            event.listen(self._writes, "after_begin", _say_shop)
        self._joined: Joined | None = None
        self.shop_changes = 0  # how often this process has committed a change to the shops

    @contextmanager
    def write(self, shop_id: int) -> Iterator[Session]:
        """A short write transaction of one shop (BEGIN IMMEDIATE on SQLite); commits, or rolls back on error."""
        yield from self._open(shop_id, self._writes)

    @contextmanager
    def read(self, shop_id: int) -> Iterator[Session]:
        """A read transaction of one shop."""
        yield from self._open(shop_id, self._reads)

    @contextmanager
    def write_registry(self) -> Iterator[Session]:
        yield from self._open(None, self._writes)

    @contextmanager
    def read_registry(self) -> Iterator[Session]:
        yield from self._open(None, self._reads)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Until the end all transactions are parts of one: for a replay, which is alone with its database."""
        with self.engine.execution_options(encore_write=True).begin() as connection:
            self._joined = Joined(connection, self._reads)
            try:
                yield
            finally:
                self._joined.close()
                self._joined = None

    def _open(self, shop_id: int | None, sessions: sessionmaker[Session]) -> Iterator[Session]:
        info: dict[str, Any] = {} if shop_id is None else {_SHOP: shop_id}
        if self._joined is not None:
            with self._joined.part(shop_id, info, is_write=sessions is self._writes) as session:
                yield session
        else:
            with sessions(info=info) as session, session.begin():
                yield session
        if session.info.pop(_SHOPS_CHANGED, False):
            self.shop_changes += 1

    def close(self) -> None:
        self.engine.dispose()


def note_shop_change(session: Session) -> None:
    """Say that this transaction changes the row of a shop: whoever remembers shops reads them again."""
    session.info[_SHOPS_CHANGED] = True


def shop_of(session: Session) -> int:
    """The shop this session works for. NoShopContext if it works for none."""
    try:
        shop_id: int = session.info[_SHOP]
    except KeyError:
        raise NoShopContext(
            "this session has no shop; open it with Database.read(shop_id) or write(shop_id)"
        ) from None
    return shop_id


def _sessions(engine: Engine) -> sessionmaker[Session]:
    maker = sessionmaker(engine, expire_on_commit=False, autoflush=False)
    event.listen(maker, "do_orm_execute", _guard)
    event.listen(maker, "before_flush", _guard_flush)
    return maker


def _say_shop(session: Session, _transaction: Any, connection: Connection) -> None:
    work_for(connection, session.info.get(_SHOP))


def _guard(state: ORMExecuteState) -> None:
    """Without a shop only tables without tenants may be named. With one, every statement names `shop_id`
    itself (the primary keys start with it); a test walks all statements for that."""
    if _SHOP in state.session.info:
        return
    for element in visitors.iterate(cast(ClauseElement, state.statement)):
        if isinstance(element, Table) and _SHOP in element.columns:
            raise NoShopContext(f"table {element.name} belongs to shops; open the session for one")


def _guard_flush(session: Session, _context: Any, _instances: Any) -> None:
    for row in session.new:
        if hasattr(row, _SHOP) and row.shop_id != shop_of(session):
            raise NoShopContext(f"a {type(row).__name__} of shop {row.shop_id} in a session of another shop")


def _postgres(url: str) -> Engine:
    return create_engine(url, pool_size=12, max_overflow=12, pool_pre_ping=True)


def _sqlite(url: str, durable: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, pool_size=20)

    @event.listens_for(engine, "connect")
    def _pragmas(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.execute("PRAGMA secure_delete=ON")  # what is erased must not stay readable in free pages
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("encore_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
