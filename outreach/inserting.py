"""Adds many deliveries by one statement: their values travel as one JSON text, which the database takes apart.

A statement with a parameter for each value is built, cast and read again and again in Python: that took most of
the time of queueing a notice on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Text, Uuid, bindparam, cast, column, func, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from outreach.models import Delivery
from outreach.states import DeliveryStatus

_ONCE = ("notice_id", "recipient", "channel", "address", "occasion")


def insert_new(
    session: Session, rows: Sequence[Mapping[str, Any]], common: Mapping[str, Any]
) -> list[DeliveryStatus]:
    """Adds the rows that are not there yet and returns the status of each added one.

    `common` has the columns that are the same in all of them; what differs must be text, an `id` its 32 digits.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    statement = _statement(session.get_bind(Delivery).dialect.name, names, tuple(common))
    values = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return list(session.connection().execute(statement, {"all_rows": values, **common}).scalars())


@cache
def _statement(kind: str, names: tuple[str, ...], common: tuple[str, ...]) -> Executable:
    table = Delivery.__table__
    insert = postgresql.insert if kind == "postgresql" else sqlite.insert
    same = [bindparam(name, type_=table.c[name].type) for name in common]
    source = select(*_on_postgresql(names) if kind == "postgresql" else _on_sqlite(names), *same)
    return (
        insert(Delivery)
        .from_select([*names, *common], source.where(true()))  # SQLite wants a WHERE before ON CONFLICT
        .on_conflict_do_nothing(index_elements=_ONCE)
        .returning(table.c.status)
    )


def _on_postgresql(names: tuple[str, ...]) -> list[ColumnElement[Any]]:
    columns = [column(name, Uuid() if name == "id" else Text()) for name in names]
    rows = func.json_to_recordset(cast(bindparam("all_rows", type_=Text()), postgresql.JSON))
    return list(rows.table_valued(*columns, name="new").render_derived(with_types=True).c)


def _on_sqlite(names: tuple[str, ...]) -> list[ColumnElement[Any]]:
    rows = func.json_each(bindparam("all_rows", type_=Text())).table_valued("value", name="new")
    return [func.json_extract(rows.c.value, f"$.{name}") for name in names]
