"""Runs the one chain of migrations that carries both metadatas: ours and the outbox's.

Written by hand: with one metadata alone, autogenerate would drop the other's tables.
"""

from alembic import context
from sqlalchemy import Connection, MetaData
from sqlalchemy.types import TypeDecorator

from ballot_service.database import open_engine
from ballot_service.models import Base
from outreach import Base as OutreachBase


class Metadatas(list[MetaData]):
    """Both metadatas; the naming of constraints is the same, and Alembic looks for it here."""

    naming_convention = Base.metadata.naming_convention


METADATA = Metadatas([Base.metadata, OutreachBase.metadata])


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Writes our own column types as the plain ones they are, so that old migrations need none of our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    engine = open_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as opened:
        run(opened)
    engine.dispose()
