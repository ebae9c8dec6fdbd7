"""Outreach keeps to itself: its front door is complete, and it knows neither elections nor the web."""

from __future__ import annotations

import ast
from pathlib import Path

import outreach


def test_all_names_of_the_front_door_exist_once() -> None:
    assert len(outreach.__all__) == len(set(outreach.__all__))
    assert [name for name in outreach.__all__ if not hasattr(outreach, name)] == []


def test_everything_the_door_imports_is_offered() -> None:
    imported = {
        name.asname or name.name
        for node in ast.parse(Path(outreach.__file__).read_text()).body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert imported == set(outreach.__all__)


def test_outreach_imports_nothing_of_ours_and_no_web_framework() -> None:
    forbidden = {"ballot_service", "flask", "werkzeug", "flask_sqlalchemy"}
    found = set()
    for path in Path(outreach.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    assert "sqlalchemy" in found
    assert not found & forbidden


def test_outreach_never_reads_the_environment() -> None:
    for path in Path(outreach.__file__).parent.rglob("*.py"):
        assert "os.environ" not in path.read_text(), path
        assert "getenv" not in path.read_text(), path


def test_tables_carry_the_prefix_and_random_keys() -> None:
    tables = outreach.Base.metadata.tables
    assert len(tables) >= 4
    for name, table in tables.items():
        assert name.startswith("outreach_")
        assert [column.name for column in table.primary_key] == ["id"]
