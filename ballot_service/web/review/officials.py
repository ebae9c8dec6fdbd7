"""Who acted, in words: the name where the reader may see it, and the office held on that day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Account, Appointment, Election, TrailEntry
from ballot_service.rules.calendar import local_date
from ballot_service.rules.words import Sentence, say
from ballot_service.web.navigation import ROLE_NAMES


class Officials:
    """The people who hold or held an office in the district of an election."""

    def __init__(self, election: Election, *, with_names: bool) -> None:
        self._zone = election.district.zone
        self._with_names = with_names
        held = db.session.execute(
            select(Appointment, Account.name)
            .join(Account, Account.id == Appointment.account_id)
            .where(Appointment.district_id == election.district_id)
            .order_by(Appointment.from_on, Appointment.role)
        )
        self._offices: dict[UUID, list[Appointment]] = {}
        self._names: dict[UUID, str] = {}
        for appointment, name in held:
            self._offices.setdefault(appointment.account_id, []).append(appointment)
            self._names[appointment.account_id] = name

    def said(self, by: UUID | None, at: datetime) -> Sentence:
        """Who it was; `at` is the aware time of the act."""
        if by is None:
            return say("The service itself")
        office = self._office(by, at)
        if self._with_names and by in self._names:
            return say("{name}, {office}", name=self._names[by], office=office)
        return office

    def author(self, entry: TrailEntry) -> Sentence:
        """Who wrote an entry of the trail; an entry that somebody changed may name nobody."""
        try:
            written = entry.document["by"]
            return self.said(UUID(written) if written else None, entry.made_at)
        except (LookupError, TypeError, ValueError, AttributeError):
            return say("unknown")

    def _office(self, by: UUID, at: datetime) -> Sentence:
        day = local_date(at, self._zone)
        roles = [
            ROLE_NAMES[held.role]
            for held in self._offices.get(by, ())
            if held.from_on <= day and (held.until_on is None or day < held.until_on)
        ]
        return roles[0] if roles else say("an official")
