"""Makes a fresh installation in a folder of its own and fills it: one finished election, one open for voting."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.database import open_engine, sessions
from ballot_service.demonstration.finishing import vote_and_certify
from ballot_service.demonstration.place import Place, Say, build_place
from ballot_service.demonstration.season import Calendar, run_until_open
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Certificate, Election, RollStatus, VoterRollEntry
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.migrating import upgrade
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.settings import Settings
from ballot_service.storage import Storage

ZONE = "America/Chicago"
LINK_LIFETIME = timedelta(days=30)
SMALL = (
    SeatPlan(group=SeatGroupKind.PARENTS, seats=4),
    SeatPlan(group=SeatGroupKind.COMMUNITY, seats=2),
    SeatPlan(group=SeatGroupKind.BUSINESS, seats=1),
    SeatPlan(group=SeatGroupKind.EARLY_CHILDHOOD, seats=1),
    SeatPlan(group=SeatGroupKind.EDUCATORS, seats=2),
)
VOTERS = 48
"""Ballots cast in the finished election; even, so that its tie comes about."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """A demonstration that can be served: its settings and the addresses to begin with."""

    settings: Settings
    addresses: dict[str, object]


def fresh_settings(folder: Path, origin: str, database_url: str | None = None) -> Settings:
    """Settings of an installation that lives in one folder; new secrets each time."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Settings(
        database_url=database_url or f"sqlite:///{folder}/ballots.sqlite",
        secret_keys=(secrets.token_urlsafe(48),),
        sealing_secret=secrets.token_urlsafe(48),
        public_origin=origin,
        storage_dir=folder,
        bell=str(folder / "bell.sqlite"),
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """The same settings as the variables a server process reads."""
    return {
        "BALLOTS_DATABASE_URL": settings.database_url,
        "BALLOTS_SECRET_KEYS": ",".join(settings.secret_keys),
        "BALLOTS_SEALING_SECRET": settings.sealing_secret,
        "BALLOTS_PUBLIC_ORIGIN": settings.public_origin,
        "BALLOTS_STORAGE_DIR": str(settings.storage_dir),
        "BALLOTS_BELL": settings.bell,
    }


def build_demonstration(settings: Settings, *, households: int, seed: int, now: datetime, say: Say) -> Built:
    """One council's election certified in spring, and another open now."""
    secret = settings.sealing_secret.encode()
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with sessions(engine)() as session:
        today = now.astimezone(ZoneInfo(ZONE)).date()
        past = Calendar(zone=ZONE, opens_on=today - timedelta(days=60), days_open=14)
        place = build_place(session, seed=seed, households=households, now=past.set_up_at, say=say)
        session.commit()
        say("Running an election that is over: votes, a tie, a lot, a certificate …")
        finish(session, place, past, settings, seed=seed)
        say("Running an election up to open voting …")
        current = Calendar(zone=ZONE, opens_on=today - timedelta(days=1), days_open=15)
        election = run_until_open(
            session, place, place.schools[0], current, secret, seed=seed, plans=SMALL, parents=6
        )
        session.commit()
        addresses = _addresses(session, place, election, settings, now)
        session.commit()
    engine.dispose()
    return Built(settings=settings, addresses=addresses)


def finish(
    session: Session, place: Place, calendar: Calendar, settings: Settings, *, seed: int
) -> tuple[Election, Certificate]:
    """A whole election at the district's F school, from set-up to certificate."""
    secret = settings.sealing_secret.encode()
    election = run_until_open(
        session, place, place.schools[3], calendar, secret, seed=seed, plans=SMALL, parents=6
    )
    storage = Storage(settings.storage_dir)
    certificate = vote_and_certify(session, place, election, secret, storage, seed=seed, voters=VOTERS)
    session.commit()
    return election, certificate


def finished_calendar() -> Calendar:
    """The fixed dates of `ballots demo --finished`: the autumn of 2025, over the clock change."""
    return Calendar(zone=ZONE, opens_on=date(2025, 11, 18), days_open=17)


def _addresses(
    session: Session, place: Place, election: Election, settings: Settings, now: datetime
) -> dict[str, object]:
    """Public page, a ballot in each language, and a sign-in link for each role."""
    origin = settings.public_origin
    return {
        "public": f"{origin}/elections/{election.id}",
        "ballot_links": {
            language: f"{origin}/v/{_ballot_token(session, election, settings, language)}"
            for language in ("en", "es")
        },
        "sign_in": {
            role.value: f"{origin}/sign-in/"
            + new_sign_in_link(session, account, now=now, lifetime=LINK_LIFETIME, reusable=True)
            for role, account in place.accounts.items()
        },
    }


def _ballot_token(session: Session, election: Election, settings: Settings, language: str) -> str:
    keys = session.scalars(
        select(BallotLink.key)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(
            VoterRollEntry.election_id == election.id,
            VoterRollEntry.language == language,
            VoterRollEntry.status == RollStatus.ELIGIBLE,
        )
    ).all()
    return Links(settings.secret_keys).token(Purpose.BALLOT, SystemRandom().choice(keys))


def utc_now() -> datetime:
    return datetime.now(UTC)
