"""Registering to vote on paper: entered by a clerk, screened and answered like whoever signs up on the web."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    ContactKind,
    ContactPoint,
    Election,
    PaperRegistration,
    Person,
    VoterRollEntry,
)
from ballot_service.printing.letters import Letter
from ballot_service.rules.decision import Decision
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.registration import RegistrationFacts, may_register
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.form_letters import print_registration_letters
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.paper_registrations import (
    AnswerState,
    answers,
    can_be_messaged,
    tell_registered,
)
from ballot_service.services.announcing.sign_ups import links_are_out, send_link_to
from ballot_service.services.cancelling import require_running
from ballot_service.services.interest.filing import Desk
from ballot_service.services.issuing import MAY_HAVE_A_LINK, issue_link
from ballot_service.services.near_voters import near_voters
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.reconciling import take_turn
from ballot_service.services.registering import add_voter
from ballot_service.services.registrations.proving import where_one_stands
from ballot_service.services.roll_story import rolls_decision

ACT = "enter_paper_registration"


@dataclass(frozen=True, kw_only=True)
class PaperSignUp:
    """What a signed form says. Contacts are E.164 numbers and addresses in lower case."""

    given_name: str
    family_name: str
    tie: CommunityTie
    language: str
    declaration: str
    """What the clerk ticked: that the form is signed and says to be old enough. Never empty."""
    received_on: date
    works_here: bool = False
    birth_date: date | None = None
    address: str = ""
    contacts: tuple[tuple[ContactKind, str], ...] = field(default=(), repr=False)
    scan: Evidence | None = None


def register_on_paper(
    session: Session, election: Election, form: PaperSignUp, *, desk: Desk, now: datetime, by: UUID
) -> PaperRegistration:
    """Keeps a form, puts its person on the roll as the rules see them, and queues the answer. `now` is aware.

    Somebody who is certainly on the roll already keeps that line; the same form entered twice is one. A form that
    came before sign-up opens is not sent back, and one that is entered after voting has opened makes a provisional
    voter, as on the web. Whoever is refused or held is told why and what to do, by message or by letter. Raises
    Refused after the close and for a cancelled election. Source: R050, R107; requirements 1.12, 1.14, 1.15.
    """
    require_running(ACT, election)
    period = _period(election, now)
    if not period.allowed:
        raise Refused.for_election(ACT, period, election)
    take_turn(session, election)
    before = _entered_before(session, election, form)
    if before is not None:
        return before
    known = _certainly_on_roll(session, election, form)
    entry = known or _new_line(session, election, form, now, by)
    row = _kept(session, election, form, entry, desk, now, by)
    row.was_on_roll = known is not None
    session.add(row)
    session.flush()
    details = {
        "status": entry.status.value,
        "was_on_roll": row.was_on_roll,
        "received_on": form.received_on.isoformat(),
        "scan": row.scan.sha256 if row.scan else None,
    }
    trail.of_election(
        session, election, ACT, now=now, by=by, subject_id=entry.id, details=details, words={"name": row.name}
    )
    if not _send_link(session, row, desk, now):
        _tell(session, row, desk.post, now)
    return row


def _period(election: Election, now: datetime) -> Decision:
    """For whom the election is, the roll says: a refusal there is kept and told."""
    return may_register(
        RegistrationFacts(
            asked_at=max(now, election.nominations_open_at),
            zone=election.district.zone,
            sign_up_opens_at=election.nominations_open_at,
            opens_at=election.opens_at,
            closes_at=election.closes_at,
            is_cancelled=election.cancelled_at is not None,
        )
    )


def _entered_before(session: Session, election: Election, form: PaperSignUp) -> PaperRegistration | None:
    """The very same form: the button pressed twice, or one sheet typed in twice."""
    table = PaperRegistration
    born = table.birth_date.is_(None) if form.birth_date is None else table.birth_date == form.birth_date
    return session.scalar(
        select(table)
        .where(
            table.election_id == election.id,
            table.given_name == form.given_name,
            table.family_name == form.family_name,
            table.tie == form.tie,
            table.contacts == _lines(form),
            table.address == form.address,
            table.received_on == form.received_on,
            born,
        )
        .limit(1)
    )


def _certainly_on_roll(session: Session, election: Election, form: PaperSignUp) -> VoterRollEntry | None:
    person = Person(
        id=uuid4(),
        district_id=election.district_id,
        given_name=form.given_name,
        family_name=form.family_name,
        birth_date=form.birth_date,
        contacts=[
            ContactPoint(district_id=election.district_id, kind=kind, value=value)
            for kind, value in form.contacts
        ],
    )
    near = near_voters(session, election, person)
    known = next((one for one in near if one.is_certain), None)
    return session.get_one(VoterRollEntry, known.entry_id) if known else None


def _new_line(
    session: Session, election: Election, form: PaperSignUp, now: datetime, by: UUID
) -> VoterRollEntry:
    return add_voter(
        session,
        election,
        given_name=form.given_name,
        family_name=form.family_name,
        tie=form.tie,
        language=form.language,
        contacts=form.contacts,
        address=form.address,
        birth_date=form.birth_date,
        works_here=form.works_here,
        came_late=now >= (election.roll_frozen_at or election.opens_at),
        now=now,
        by=by,
    )


def _kept(
    session: Session,
    election: Election,
    form: PaperSignUp,
    entry: VoterRollEntry,
    desk: Desk,
    now: datetime,
    by: UUID,
) -> PaperRegistration:
    return PaperRegistration(
        district_id=election.district_id,
        election=election,
        roll_entry=entry,
        given_name=form.given_name,
        family_name=form.family_name,
        birth_date=form.birth_date,
        tie=form.tie,
        says_works_here=form.works_here,
        contacts=_lines(form),
        address=form.address,
        language=form.language,
        declaration=form.declaration,
        received_on=form.received_on,
        entered_at=now,
        entered_by=by,
        scan=keep_file(session, election.district_id, form.scan, desk.storage, now) if form.scan else None,
    )


def _lines(form: PaperSignUp) -> str:
    return "\n".join(value for _kind, value in form.contacts)


def _send_link(session: Session, row: PaperRegistration, desk: Desk, now: datetime) -> bool:
    """Once links have gone out, whoever comes later gets one at once; nobody's working link is replaced by paper."""
    election, entry = row.election, row.roll_entry
    if not links_are_out(session, election) or entry.status not in MAY_HAVE_A_LINK:
        return False
    has_link = any(link.revoked_at is None for link in entry.links)
    if has_link or session.get(AcceptedBallot, entry.id) is not None:
        return False
    issue_link(session, election, entry, now=now)
    return send_link_to(session, election, entry, post=desk.post, now=now)


def _tell(
    session: Session, row: PaperRegistration, post: Post, now: datetime, *, on_paper: bool = False
) -> None:
    entry = row.roll_entry
    by_message = can_be_messaged(row, post.channels) and not on_paper
    stands = where_one_stands(
        session, row.election, entry, was_on_roll=row.was_on_roll, by_message=by_message
    )
    reasons = (rolls_decision(session, entry) or Decision()).objections
    tell_registered(session, row, stands, reasons, post=post, now=now, on_paper=on_paper)


def print_answers(
    session: Session, election: Election, *, post: Post, now: datetime, by: UUID
) -> tuple[Letter, ...]:
    """The letters for everybody whom no message reaches, or did not reach; records them as printed.

    A letter in place of a message that failed says how the person stands now. They must not be given out unless
    the transaction is committed. `now` is aware.
    """
    take_turn(session, election)
    states = answers(session, election)
    for row in registrations_on_paper(session, election):
        if states[row.id] is AnswerState.FAILED:
            _tell(session, row, post, now, on_paper=True)
    return print_registration_letters(session, election, post.speak, now=now, by=by)


def registrations_on_paper(session: Session, election: Election) -> list[PaperRegistration]:
    """Every form on file, the newest first."""
    return list(
        session.scalars(
            select(PaperRegistration)
            .where(PaperRegistration.election_id == election.id)
            .order_by(PaperRegistration.entered_at.desc(), PaperRegistration.id)
        )
    )


def papers_of(session: Session, entry: VoterRollEntry) -> list[PaperRegistration]:
    """The forms that led to one line of the roll, oldest first."""
    return list(
        session.scalars(
            select(PaperRegistration)
            .where(PaperRegistration.roll_entry_id == entry.id)
            .order_by(PaperRegistration.entered_at)
        )
    )
