"""PostgreSQL's row-level security: the second lock, behind the shop that every statement of ours names.

A transaction says once for whom it works; the database then shows and takes that shop's rows only, whatever a
statement forgets. A transaction that says nothing sees no shop's rows. It binds every role but a superuser and one
with BYPASSRLS; the owner of the tables is bound too (FORCE), but could lift it, so Encore runs as neither.
SQLite has nothing like it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, inspect

_REGISTRY = 0  # no shop has this id: who works for none sees the register of shops, and no shop's rows
_SHOP = "nullif(current_setting('encore.shop', true), '')::bigint"  # '' once a transaction that set it has ended
_POLICY = "shop_only"


def work_for(connection: Connection, shop_id: int | None) -> None:
    """Until this transaction ends, its rows are those of the shop, or with None the register of shops."""
    told = str(_REGISTRY if shop_id is None else shop_id)
    connection.exec_driver_sql("SELECT set_config('encore.shop', %s, true)", (told,))


def secure_rows(connection: Connection) -> None:
    """Put the policy on every table of shops that has none yet. A migration that makes one calls this at its end;
    one that changes rows of all shops lifts FORCE first. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    secured = set(connection.exec_driver_sql("SELECT tablename FROM pg_policies").scalars())
    for table in sorted(set(inspect(connection).get_table_names()) - secured):
        condition = _condition(connection, table)
        if condition is not None:
            _secure(connection, connection.dialect.identifier_preparer.quote(table), condition)


def _condition(connection: Connection, table: str) -> str | None:
    if table == "shop":
        return f"{_SHOP} IN (id, {_REGISTRY})"
    columns = {column["name"] for column in inspect(connection).get_columns(table)}
    return f"shop_id = {_SHOP}" if "shop_id" in columns else None


def _secure(connection: Connection, table: str, condition: str) -> None:
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"CREATE POLICY {_POLICY} ON {table} USING ({condition}) WITH CHECK ({condition})")


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a connection. `owns`: the tables are its own, or of a role that it belongs to."""

    name: str
    is_superuser: bool
    bypasses: bool
    owns: bool


def role_of(connection: Connection) -> Role:
    """Who this connection is to PostgreSQL, and what its row-level security is worth against it."""
    row = connection.exec_driver_sql(_ROLE).one()
    return Role(*row)


_ROLE = """
SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_tables WHERE tablename = 'shop' AND schemaname = current_schema()
               AND pg_has_role(tableowner, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""
