"""What all tables share: one registry, typed columns, named constraints, and times that are always aware UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, whatever the database keeps (SQLite returns naive values)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Sha256 = Annotated[str, mapped_column(String(64))]
"""A SHA-256 digest in hexadecimal."""
Name = Annotated[str, mapped_column(String(200))]
LanguageTag = Annotated[str, mapped_column(String(35))]
"""A BCP-47 tag."""
Words = Annotated[str, mapped_column(Text)]
Document = Annotated[dict[str, Any], mapped_column(JSON)]


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A column that holds one of a closed list of words, checked by the database."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            UUID: Uuid(),
            datetime: Instant(),
            date: Date(),
            bytes: LargeBinary(),
        },
    )


class Keyed:
    """A random key: never one that tells the order of insertion."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)


class Owned(Keyed):
    """A row of one district; every act is scoped by it."""

    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"), index=True, sort_order=-9)
