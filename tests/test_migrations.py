"""Migrations go up and down, and end at exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, inspect

from ballot_service.models import Base
from ballot_service.services.migrating import current, downgrade, newest, upgrade
from outreach import Base as OutreachBase
from tests.databases import Database


def schema(engine: Engine) -> dict[str, Any]:
    """Everything the database itself says about its tables, CHECK constraints included."""
    look = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(table)
            ),
            "primary key": look.get_pk_constraint(table),
            "foreign keys": sorted(map(repr, look.get_foreign_keys(table))),
            "unique": sorted(map(repr, look.get_unique_constraints(table))),
            "checks": sorted((c["name"], c["sqltext"]) for c in look.get_check_constraints(table)),
            "indexes": sorted(_index(each) for each in look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def _index(index: Any) -> str:
    conditions = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {sorted(conditions.items())}"


def test_the_migrated_schema_is_the_models_schema(empty_database: Database) -> None:
    engine = empty_database.engine()
    Base.metadata.create_all(engine)
    OutreachBase.metadata.create_all(engine)
    expected = schema(engine)
    OutreachBase.metadata.drop_all(engine)
    Base.metadata.drop_all(engine)
    upgrade(engine)
    found = schema(engine)
    assert sorted(found) == sorted(expected)
    for table, description in expected.items():
        assert found[table] == description, table
    assert any(description["checks"] for description in found.values())
    engine.dispose()


def test_every_migration_goes_up_and_down(empty_database: Database) -> None:
    engine = empty_database.engine()
    upgrade(engine)
    assert current(engine) == newest()
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(engine)
    assert current(engine) == newest()
    engine.dispose()


def test_cast_vote_records_have_no_hidden_row_number(database: Database) -> None:
    """SQLite's rowid would tell in which order the records were written."""
    engine = database.engine()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = 'cast_vote_record'"
            ).scalar_one()
        assert "WITHOUT ROWID" in made
    engine.dispose()
