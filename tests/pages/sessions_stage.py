"""Information sessions for the tour: one to come, one that people sign in at, one held with proof, one cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ballot_service.links import Links, Purpose
from ballot_service.models import Election, InformationSession, ProofKind
from ballot_service.rules.session_plans import SignInWay
from ballot_service.services import informing
from ballot_service.services.informing import Guest, Planned
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.pages.installation import NOW
from tests.pages.stages import Stages

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEXT_WEEK = Planned(
    starts_at=NOW + 7 * DAY,
    ends_at=NOW + 7 * DAY + 2 * HOUR,
    place="Cedar Elementary, library, 4 Gin Road",
    languages=("en", "es"),
    online="601-555-0142",
)
TODAY = replace(NEXT_WEEK, starts_at=NOW - HOUR, ends_at=NOW + HOUR, online="", note="Key from Mr. Tate")
LAST_WEEK = replace(NEXT_WEEK, starts_at=NOW - 7 * DAY, ends_at=NOW - 7 * DAY + HOUR, languages=("en",))
YESTERDAY = replace(TODAY, starts_at=NOW - DAY - 6 * HOUR, ends_at=NOW - DAY - 4 * HOUR)
CALLED_OFF = replace(NEXT_WEEK, starts_at=NOW + 2 * DAY, ends_at=NOW + 2 * DAY + HOUR)
AGENDA = Evidence(name="agenda.pdf", media_type="application/pdf", content=b"%PDF-1.7 an agenda")
SHEET = Evidence(name="sheet.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n a signed sheet")


def sessions_of_the_round(stages: Stages, election: Election) -> None:
    """Notes each session's id and the token of its sign-in page."""
    rows = {
        name: informing.schedule_session(
            stages.session, election, planned, now=NOW - 10 * DAY, by=stages.clerk.id
        )
        for name, planned in (
            ("coming", NEXT_WEEK),
            ("today", TODAY),
            ("held", LAST_WEEK),
            ("bare", YESTERDAY),
            ("off", CALLED_OFF),
        )
    }
    _held(stages, rows["held"])
    guest = Guest(name="Odessa Grantham", contact="601-555-0177", neighborhood="Oak Street")
    informing.put_on_list(stages.session, rows["today"], guest, SignInWay.QR, now=NOW)
    reason = "The library is closed for repairs."
    informing.cancel_session(stages.session, rows["off"], reason, now=NOW - DAY, by=stages.clerk.id)
    links: Links = stages.installation.app.extensions["links"]
    for name, row in rows.items():
        token = links.token(Purpose.SESSION, row.key)
        stages.note("preparing", **{f"{name}_session_id": row.id, f"attend_{name}": token})


def _held(stages: Stages, row: InformationSession) -> None:
    storage = Storage(stages.installation.app.extensions["settings"].storage_dir)
    for kind, file in ((ProofKind.AGENDA, AGENDA), (ProofKind.SIGN_IN_SHEET, SHEET)):
        informing.add_proof(
            stages.session, row, kind, file, storage=storage, now=NOW - 6 * DAY, by=stages.clerk.id
        )
    informing.count_attendance(stages.session, row, 23, now=NOW - 6 * DAY, by=stages.clerk.id)
