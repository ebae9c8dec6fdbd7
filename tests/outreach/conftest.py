"""A database with the tables of outreach alone, on SQLite and on PostgreSQL in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from outreach import Base
from tests.databases import Database


@pytest.fixture
def sessions(empty_database: Database) -> Iterator[sessionmaker[Session]]:
    engine = empty_database.engine()
    Base.metadata.create_all(engine)
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()
