"""Finds the rows an address names, within the signed-in person's district; anything else is not found."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from flask import abort, current_app, g
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import District, Election
from ballot_service.models.base import Owned
from ballot_service.settings import Settings
from ballot_service.storage import Storage

Row = TypeVar("Row", bound=Owned)


def own(kind: type[Row], row_id: UUID) -> Row:
    """The row of that id in the district of the office held (`g.district_id`). Aborts with 404."""
    row = db.session.scalar(select(kind).where(kind.id == row_id, kind.district_id == g.district_id))
    return row if row is not None else abort(404)


def own_district() -> District:
    return db.session.get_one(District, g.district_id)


def own_elections() -> list[Election]:
    """The elections of the district (of the councils for which the office is held), newest first."""
    query = select(Election).where(Election.district_id == g.district_id).order_by(Election.opens_at.desc())
    if g.councils is not None:
        query = query.where(Election.council_id.in_(g.councils))
    return list(db.session.scalars(query))


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def sealing_secret() -> bytes:
    return settings().sealing_secret.encode()


def storage() -> Storage:
    return Storage(settings().storage_dir)
