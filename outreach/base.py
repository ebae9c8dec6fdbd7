"""What all tables of outreach share: their own metadata, aware times in UTC, and words of closed lists."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Enum,
    MetaData,
    Uuid,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from outreach.states import (
    Answer,
    ConsentSource,
    DeliveryStatus,
    PurposeClass,
    ReportKind,
    RulingKind,
    Says,
)


class UtcTime(TypeDecorator[datetime]):
    """Aware times, stored in UTC and read back as UTC. SQLite forgets the zone; this gives it back.

    A naive time is refused with a ValueError, because nobody could say when it was.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _word(kind: type[StrEnum]) -> Enum:
    """A word of a closed list, stored as its value; the table's CHECK holds the list."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=lambda words: [word.value for word in words],
    )


def one_of(column: str, kind: type[StrEnum], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word.value) for word in kind)})", name=name)


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of the outreach tables. Its metadata is separate from every other table's."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={
            UUID: Uuid(),
            datetime: UtcTime(),
            DeliveryStatus: _word(DeliveryStatus),
            Answer: _word(Answer),
            ReportKind: _word(ReportKind),
            RulingKind: _word(RulingKind),
            PurposeClass: _word(PurposeClass),
            Says: _word(Says),
            ConsentSource: _word(ConsentSource),
        },
    )
