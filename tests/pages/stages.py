"""Elections whose voting is over, for the installation of the page tests: one closed, one counted with a tie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.demonstration import finishing, season
from ballot_service.demonstration.building import SMALL, VOTERS, ZONE
from ballot_service.demonstration.place import Place
from ballot_service.demonstration.season import Calendar
from ballot_service.models import (
    Account,
    Contest,
    District,
    Election,
    Role,
    School,
)
from ballot_service.rules.election_settings import DEFAULTS, ElectionSettings
from ballot_service.services import counting, lots, remarks
from ballot_service.services.lots import Witness
from tests.pages.installation import NOW, SEED, Installation, address_of

PARENTS = 6


@dataclass
class Stages:
    """The demonstration's district, its people in office, and where the ids are noted that the tour needs."""

    session: Session
    installation: Installation
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        district = self.session.scalars(select(District)).one()
        schools = {school.name: school for school in self.session.scalars(select(School))}
        names = ("Cypress", "Oak", "Pine", "Elm", "Cedar")
        ordered = tuple(schools[name] for short in names for name in schools if name.startswith(short))
        accounts = {
            role: self.session.scalars(select(Account).where(Account.email == address_of(role))).one()
            for role in Role
        }
        self.place = Place(district=district, schools=ordered, accounts=accounts)

    @property
    def clerk(self) -> Account:
        return self.place.accounts[Role.CLERK]

    def calendar(self, days: int, days_open: int = 14) -> Calendar:
        """A season whose vote opens so many days from now."""
        return Calendar(zone=ZONE, opens_on=(NOW + timedelta(days=days)).date(), days_open=days_open)

    def closed(self) -> Election:
        """Voting ended yesterday; no list is fixed yet."""
        return self._voted("closed", self.place.schools[2], self.calendar(-15))

    def voted_again(self) -> Election:
        """As closed, at another school: for a recount."""
        return self._voted("recounted", self.place.schools[1], self.calendar(-15))

    def tied(
        self, stage: str, school: School, settings: ElectionSettings = DEFAULTS
    ) -> tuple[Election, Contest]:
        """Counted with a tie; the days to challenge are over."""
        election = self._voted(stage, school, self.calendar(-40), settings)
        secret, at = self.installation.secret, election.closes_at + timedelta(minutes=5)
        by = self.clerk.id
        counting.freeze_dispositions(self.session, election, secret, now=at, by=by)
        counting.count(self.session, election, secret, now=at, by=by, shuffle=Random(SEED).shuffle)
        tied = [contest for contest in election.contests if lots.tied_in(self.session, contest)]
        self.note(stage, contest_id=tied[0].id)
        return election, tied[0]

    def counted(self) -> None:
        """A tie, and a lot that waits for a second person."""
        election, contest = self.tied("counted", self.place.schools[1])
        self.note("counted", lot_id=self._lot(contest, NOW - timedelta(days=2)))
        liaison = self.place.accounts[Role.STAFF_LIAISON]
        remarks.sign_remark(
            self.session,
            election,
            "I have read the count.",
            is_employee=True,
            is_nominee=False,
            is_close_relative=False,
            now=NOW - timedelta(days=1),
            by=liaison.id,
        )

    def _voted(
        self, stage: str, school: School, calendar: Calendar, settings: ElectionSettings = DEFAULTS
    ) -> Election:
        election = season.run_until_open(
            self.session,
            self.place,
            school,
            calendar,
            self.installation.secret,
            seed=SEED,
            plans=SMALL,
            parents=PARENTS,
            settings=settings,
        )
        finishing._decide_held(self.session, election, self.clerk)
        finishing._vote(self.session, election, self.installation.secret, Random(SEED), VOTERS)
        self.note(stage, election_id=election.id)
        return election

    def _lot(self, contest: Contest, drawn_at: datetime) -> object:
        witnesses = [
            Witness(name=name, is_employee=False, is_nominee=False, is_close_relative=False)
            for name in ("Wanda Waters", "Walter Webb")
        ]
        return lots.record_lot(
            self.session,
            contest,
            drawn=lots.tied_in(self.session, contest),
            drawn_at=drawn_at,
            place="Tallow Creek Public Library",
            method="Names in equal envelopes",
            witnesses=witnesses,
            now=drawn_at,
            by=self.clerk.id,
        ).id

    def note(self, stage: str, **ids: object) -> None:
        self.installation.rows |= {f"{stage}.{name}": str(value) for name, value in ids.items()}
