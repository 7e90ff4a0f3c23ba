"""Hot statements, compiled once: SQLAlchemy makes the text and knows the types, running it is one call of the
driver. Building a statement anew took nine tenths of the time of a small one (bench/simulate.py).

The shop comes from the session, never from the caller: a statement that names a shop's table without binding
`shop_id` is refused when it is made, a session without a shop when it is run.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from plugin.db.session import shop_of
from plugin.errors import NoShopContext

SHOP: Any = bindparam("shop_id")  # what tenant statements compare `shop_id` with
_CURSOR = "cursor"
_Convert = Callable[[Any], Any]


def keys(name: str) -> Any:
    """A list to look for: `Order.id.in_(keys("ids"))`."""
    return bindparam(name, expanding=True)


class Prepared:
    """A statement with named parameters. `columns` are those that an insert or update sets."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        _require_shop(statement, columns)
        self._statement = statement
        self._columns = columns
        self._on: dict[str, _OnDialect] = {}

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """All rows, as named tuples."""
        on, cursor = self._run(session, values)
        return on.read(cursor.fetchall())

    def row(self, session: Session, **values: Any) -> Any | None:
        """The only row, or None."""
        return next(iter(self.rows(session, **values)), None)

    def value(self, session: Session, **values: Any) -> Any:
        """The first column of the only row, or None."""
        return next((row[0] for row in self.rows(session, **values)), None)

    def values(self, session: Session, **values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(session, **values)]

    def run(self, session: Session, **values: Any) -> int:
        """Change rows; returns how many."""
        count: int = self._run(session, values)[1].rowcount
        return count

    def run_each(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run once for each of `rows`; returns how many rows were changed together."""
        if not rows:
            return 0
        on, shop = self._here(session), _shop(session)
        text, cursor = on.text(()), _cursor(session)
        try:
            cursor.executemany(text.sql, [text.arguments({**on.fixed, **row, **shop}) for row in rows])
        except on.error as error:
            raise on.wrapped(text, error) from error
        count: int = cursor.rowcount
        return count

    def _run(self, session: Session, values: dict[str, Any]) -> tuple[_OnDialect, Any]:
        on = self._here(session)
        values = {**on.fixed, **values, **_shop(session)} if on.needs_shop else {**on.fixed, **values}
        for name in on.lists:
            values[name] = _padded(values[name])
        text = on.text(tuple([len(values[name]) for name in on.lists]))
        cursor = _cursor(session)
        try:
            cursor.execute(text.sql, text.arguments(values))
        except on.error as error:
            raise on.wrapped(text, error) from error
        return on, cursor

    def _here(self, session: Session) -> _OnDialect:
        dialect = session.get_bind().dialect
        found = self._on.get(dialect.name)
        if found is None:
            found = self._on[dialect.name] = _OnDialect(self._statement, self._columns, dialect)
        return found


class _OnDialect:
    """One statement for one kind of database."""

    def __init__(self, statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> None:
        self._compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        self._dialect = dialect
        self._texts: dict[tuple[int, ...], _Text] = {}
        binds = {name: bind for bind, name in self._compiled.bind_names.items()}
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        self.fixed = {name: value for name, value in self._compiled.params.items() if value is not None}
        self.lists = tuple(name for name, bind in binds.items() if bind.expanding)
        self.needs_shop = "shop_id" in binds
        self._converts = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()
        }
        self.read = _reader(statement, dialect) if statement.is_select else list

    def text(self, lengths: tuple[int, ...]) -> _Text:
        """The statement for lists of these lengths."""
        found = self._texts.get(lengths)
        if found is None:
            lists = {name: [None] * length for name, length in zip(self.lists, lengths, strict=True)}
            binds = dict.fromkeys(self._converts)
            state = self._compiled.construct_expanded_state({**binds, **lists})
            found = self._texts[lengths] = _Text(state, self._converts)
        return found

    def wrapped(self, text: _Text, error: Exception) -> BaseException:
        """As SQLAlchemy would have raised it, without the values."""
        return DBAPIError.instance(text.sql, None, error, self.error, dialect=self._dialect)


class _Text:
    """The statement as one driver takes it."""

    __slots__ = ("_names", "_slots", "sql")

    def __init__(self, state: Any, converts: Mapping[str, _Convert | None]) -> None:
        self.sql: str = state.statement
        in_list = {
            one: (name, place) for name, ones in state.parameter_expansion.items() for place, one in enumerate(ones)
        }
        order = state.positiontup if state.positiontup is not None else list(state.parameters)
        self._names = None if state.positiontup is not None else order
        named = [in_list.get(name, (name, None)) for name in order]
        self._slots = [(name, place, converts[name]) for name, place in named]

    def arguments(self, values: Mapping[str, Any]) -> Any:
        found = [
            values[name] if convert is None and place is None else _argument(values[name], place, convert)
            for name, place, convert in self._slots
        ]
        return found if self._names is None else dict(zip(self._names, found, strict=True))


def _argument(value: Any, place: int | None, convert: _Convert | None) -> Any:
    one = value if place is None else value[place]
    return one if convert is None else convert(one)


def _reader(statement: Any, dialect: Dialect) -> Callable[[list[Any]], list[Any]]:
    described = statement.column_descriptions
    make = _tuple_of([column["name"] for column in described])
    converts = [
        (place, convert)
        for place, column in enumerate(described)
        if (convert := column["type"].dialect_impl(dialect).result_processor(dialect, None)) is not None
    ]

    def read(rows: list[Any]) -> list[Any]:
        if not converts:
            return [make(row) for row in rows]
        made = []
        for row in rows:
            values = list(row)
            for place, convert in converts:
                values[place] = convert(values[place])
            made.append(make(values))
        return made

    return read


def _tuple_of(names: list[str]) -> Any:
    row: Any = namedtuple("Row", names)  # type: ignore[misc]
    return row._make


def _require_shop(statement: Any, columns: Sequence[str] | None) -> None:
    named, tables = set(columns or ()), []
    for element in visitors.iterate(statement):
        if isinstance(element, Table) and "shop_id" in element.columns:
            tables.append(element.name)
        if isinstance(element, BindParameter):
            named.add(element.key)
    if tables and "shop_id" not in named:
        raise NoShopContext(f"a statement on {tables[0]} must bind shop_id (plugin.db.prepared.SHOP)")


def _shop(session: Session) -> dict[str, int]:
    return {"shop_id": shop_of(session)}


def _cursor(session: Session) -> Any:
    """The driver's cursor of the session's only transaction."""
    found = session.info.get(_CURSOR)
    if found is None:
        found = session.info[_CURSOR] = session.connection().connection.cursor()
    return found


def _padded(wanted: Any) -> list[Any]:
    """The list at one of a few lengths, its last entry repeated, so that few texts are needed."""
    found = list(wanted)
    if len(found) < 3:
        return found
    length = 4
    while length < len(found):
        length *= 2
    return found + [found[-1]] * (length - len(found))
