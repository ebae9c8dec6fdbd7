"""The gate: voting opens by the clock, but only once notice, ballot and roll have let the opening pass."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot_service.models import BallotLink, Election, VoterRollEntry
from ballot_service.rules.calendar import local_date
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.notice import adequate_notice
from ballot_service.rules.notice_entry import ElectionDates, timely_election
from ballot_service.rules.notice_ledger import Moment
from ballot_service.rules.runoffs import may_open_runoff
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cancelling import require_running
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import settings_of
from ballot_service.services.freezing import add_manifest
from ballot_service.services.noticing import notice_facts
from ballot_service.services.runoffs.days import runoff_opening_facts

OPENING_SOURCE = "R048, R050; CEC Guidance 2022, p. 8; requirements 1.15"


def opening_gate(session: Session, election: Election, now: datetime) -> Decision:
    """Everything that stands between now and an open vote."""
    notice = adequate_notice(notice_facts(session, election, now))
    in_time = timely_election(_dates(election)) + _after_first_result(session, election, election.opens_at)
    return notice + in_time + Decision(reasons=tuple(_unready(election, now)))


def _asked_of_runoff(session: Session, election: Election, opens_at: datetime) -> tuple[Asked, ...]:
    """Nothing for an election that is no run-off."""
    facts = runoff_opening_facts(session, election, opens_at)
    return () if facts is None else (Asked(rule="may_open_runoff", facts=facts),)


def _after_first_result(session: Session, election: Election, opens_at: datetime) -> Decision:
    """Refused for a run-off that would open while its first result can be challenged. Its earliest day is said only
    then: otherwise the one that notice allows stays."""
    facts = runoff_opening_facts(session, election, opens_at)
    decision = Decision() if facts is None else may_open_runoff(facts)
    return Decision() if decision.allowed else decision


def _dates(election: Election) -> ElectionDates:
    zone = election.district.zone
    return ElectionDates(
        forms_close_on=local_date(election.nominations_close_at, zone),
        opening_on=local_date(election.opens_at, zone),
        election_within_days=settings_of(election).election_within_days,
    )


def _unready(election: Election, now: datetime) -> list[Reason]:
    reasons = []
    if election.ballot_frozen_at is None:
        reasons.append(
            Reason(
                code="ballot_not_frozen",
                sentence=say("The ballot is not frozen yet."),
                source=OPENING_SOURCE,
                remedy=say("Freeze the ballot first. Its fingerprint belongs on the notices."),
            )
        )
    if election.is_closed(now):
        reasons.append(
            Reason(
                code="voting_over",
                sentence=say(
                    "Voting ended on {closes}.", closes=election.closes_at.astimezone(election.zone)
                ),
                source=OPENING_SOURCE,
                remedy=say("Set new times for the election."),
            )
        )
    return reasons


def confirm_opening(
    session: Session, election: Election, *, now: datetime, by: UUID | None = None
) -> Decision:
    """Lets voting open at its hour (or now, when the hour has passed). Raises Refused with the earliest opening.

    The facts of notice and dates are kept either way, so that the decision can be run again.
    """
    require_running("confirm_opening", election)
    notice = Asked(rule="adequate_notice", facts=notice_facts(session, election, now))
    asked = (
        notice,
        Asked(rule="timely_election", facts=_dates(election)),
        *_asked_of_runoff(session, election, election.opens_at),
    )
    decision = opening_gate(session, election, now)
    if not decision.allowed:
        raise Refused.for_election("confirm_opening", decision, election, asked=asked)
    election.opening_confirmed_at = election.opening_confirmed_at or now
    election.roll_frozen_at = election.roll_frozen_at or max(now, election.opens_at)
    keep_for(session, election, *asked, now=now)
    details = {"opens_at": election.opens_at.isoformat(), "warnings": [r.code for r in decision.warnings]}
    trail.of_election(session, election, "confirm_opening", now=now, by=by, details=details)
    return decision


def change_times(
    session: Session,
    election: Election,
    secret: bytes,
    *,
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    by: UUID | None = None,
) -> None:
    """Moves the vote. A confirmed opening has to be confirmed again, and notices are judged against the new day.

    A frozen ballot gets a new manifest version with the new times. Raises Refused once voting has begun, and for a
    day that notice can no longer reach (1.15: a change is judged when it is asked for), or on which the first result of
    a run-off can still be challenged.
    """
    if election.opening_confirmed_at is not None and now >= election.opens_at:
        raise Refused.for_election("change_times", Decision(reasons=(_begun(election),)), election)
    if election.dispositions_frozen_at is not None or election.counted_at is not None:
        raise Refused.for_election("change_times", Decision(reasons=(_list_fixed(),)), election)
    if election.paused_at is not None:
        raise Refused.for_election("change_times", Decision(reasons=(_paused(),)), election)
    if opens_at != election.opens_at:
        _require_reachable(session, election, opens_at, now)
    details = {
        "from": [election.opens_at.isoformat(), election.closes_at.isoformat()],
        "to": [opens_at.isoformat(), closes_at.isoformat()],
    }
    election.opens_at, election.closes_at = opens_at, closes_at
    election.opening_confirmed_at = election.roll_frozen_at = None
    on_roll = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    session.execute(
        update(BallotLink).where(BallotLink.roll_entry_id.in_(on_roll)).values(expires_at=closes_at)
    )
    session.flush()
    trail.of_election(session, election, "change_times", now=now, by=by, details=details)
    if election.ballot_frozen_at is not None:
        add_manifest(session, election, secret, now=now, by=by)


def judged(session: Session, election: Election, opens_at: datetime, now: datetime) -> Decision:
    """What the notices published so far, and for a run-off the first result, mean for another opening: refused if it
    cannot be reached."""
    facts = notice_facts(session, election, now, moment=Moment.SCHEDULING, opens_at=opens_at)
    return adequate_notice(facts) + _after_first_result(session, election, opens_at)


def _require_reachable(session: Session, election: Election, opens_at: datetime, now: datetime) -> None:
    facts = notice_facts(session, election, now, moment=Moment.SCHEDULING, opens_at=opens_at)
    asked = (
        Asked(rule="adequate_notice", facts=facts),
        *_asked_of_runoff(session, election, opens_at),
    )
    decision = adequate_notice(facts) + _after_first_result(session, election, opens_at)
    if not decision.allowed:
        raise Refused.for_election("change_times", decision, election, asked=asked)
    keep_for(session, election, *asked, now=now)


def _list_fixed() -> Reason:
    """Ballots cast after the list was fixed could never be counted."""
    return Reason(
        code="list_of_ballots_fixed",
        sentence=say("The list of ballots has been fixed, so this election is over."),
        source=OPENING_SOURCE,
        remedy=say("Set up a new election."),
    )


def _paused() -> Reason:
    """A new version would carry names that nobody has confirmed."""
    return Reason(
        code="ballot_being_corrected",
        sentence=say("Voting is paused, because the ballot is being corrected."),
        source=OPENING_SOURCE,
        remedy=say("A later close can go with the correction."),
    )


def _begun(election: Election) -> Reason:
    return Reason(
        code="voting_begun",
        sentence=say("Voting began on {opens}.", opens=election.opens_at.astimezone(election.zone)),
        source=OPENING_SOURCE,
        remedy=say("The times stay as they are. Call the state if voting has to stop."),
    )
