"""How far a clerk's office reaches: the whole district, or some councils of it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, g
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Council
from ballot_service.web.rows import own


def require_whole_district() -> None:
    """For acts on the district itself. Aborts with 403 for the clerk of single councils."""
    if g.councils is not None:
        abort(403)


def own_council(council_id: UUID) -> Council:
    """The council, if the office held reaches it. Aborts with 404."""
    if g.councils is not None and council_id not in g.councils:
        abort(404)
    return own(Council, council_id)


def own_councils() -> list[Council]:
    """The councils that the office held reaches, by name."""
    query = select(Council).where(Council.district_id == g.district_id).order_by(Council.name)
    if g.councils is not None:
        query = query.where(Council.id.in_(g.councils))
    return list(db.session.scalars(query))
