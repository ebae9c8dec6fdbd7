"""Steps up to the gate: an election that misses only its notice, notices, and the confirmation of the opening."""

from __future__ import annotations

from datetime import datetime

from ballot_service.models import Election
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.services import issuing, noticing, opening, registering
from ballot_service.services.acting import acting
from tests.services.steps import SIX
from tests.tallow_creek import OPENS, TallowCreek, at

FLYER, SMS, WEB = NoticeKind.POSTING, NoticeKind.TEXT_MESSAGE, NoticeKind.WEB


def ready(creek: TallowCreek, settings: ElectionSettings | None = None) -> Election:
    """Cypress with its roll, its frozen ballot and its links; only notice and confirmation are missing."""
    election = creek.election(settings=settings)
    creek.stand(election.contests[0], *SIX)
    creek.guardian("Vera", "Votes")
    registering.build_roll(creek.session, election, now=at(11, 3, 9))
    creek.freeze(election)
    issuing.issue_links(creek.session, election, now=at(11, 13))
    creek.session.commit()
    return election


def confirm(creek: TallowCreek, election: Election, now: datetime = OPENS) -> None:
    creek.session.commit()
    with acting(creek.session, now):
        opening.confirm_opening(creek.session, election, now=now)


def note(
    creek: TallowCreek,
    election: Election,
    kind: NoticeKind,
    language: str,
    on: datetime,
    *,
    names: datetime = OPENS,
) -> None:
    noticing.record_notice(
        creek.session,
        election,
        kind=kind,
        language=language,
        place="Front door",
        published_at=on,
        names_opening_at=names,
        now=on,
    )
