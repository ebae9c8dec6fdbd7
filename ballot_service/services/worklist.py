"""What needs doing in an election, by date, each with its next step: worked out anew each time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from ballot_service.models import (
    Election,
    FormState,
    PreElectionStatus,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.decision import Weight
from ballot_service.rules.windows import windows_after
from ballot_service.rules.words import say
from ballot_service.services.after_restore import restored_from
from ballot_service.services.announcing import CHANNELS
from ballot_service.services.announcing.paper_registrations import unanswered
from ballot_service.services.cases import decide_by, open_cases
from ballot_service.services.certifying import open_points
from ballot_service.services.consents import voters_waiting, waiting_for_consent
from ballot_service.services.correcting.tasks import correction_tasks
from ballot_service.services.count_tasks import count_tasks
from ballot_service.services.informing import session_tasks
from ballot_service.services.interest import TO_CHECK, number_in, waiting_for_acceptance
from ballot_service.services.link_tasks import link_tasks
from ballot_service.services.paper.tasks import paper_tasks
from ballot_service.services.placing import placement_tasks
from ballot_service.services.reconciling import window_facts
from ballot_service.services.runoffs.tasks import runoff_tasks, task_without_tie
from ballot_service.services.season import notice_wanted
from ballot_service.services.sending_tasks import sending_tasks
from ballot_service.services.statements import waiting_translations
from ballot_service.services.tasks import Part, ToDo, day_of, number_on_roll

__all__ = ["Part", "ToDo", "to_do"]


def to_do(
    session: Session, election: Election, now: datetime, channels: Collection[str] = CHANNELS
) -> list[ToDo]:
    """What needs doing, the earliest day first; empty once it is cancelled, or certified with every seat decided or
    left to a run-off. A run-off whose tie is gone has one task alone. `now` is aware.

    `channels` are those by which this installation can send messages.
    """
    if election.cancelled_at is not None:
        return []
    if (gone := task_without_tie(session, election)) is not None:
        return [gone]
    if election.certified_at is not None:
        return list(runoff_tasks(session, election, now))
    if election.is_closed(now):
        found = [
            *_waiting_voters(session, election),
            *_cases(session, election),
            *_after_close(session, election, now),
            *runoff_tasks(session, election, now),
        ]
    else:
        found = [*_before_close(session, election, now, channels)]
    found += correction_tasks(session, election, now)
    found += session_tasks(session, election, now)
    found += placement_tasks(session, election, now)
    found += sending_tasks(session, election, now)
    return sorted(found, key=lambda each: each.on or date.max)


def _before_close(
    session: Session, election: Election, now: datetime, channels: Collection[str]
) -> Iterator[ToDo]:
    yield from _forms(session, election, now)
    yield from _roll(session, election)
    yield from _waiting_voters(session, election)
    yield from _registered_on_paper(session, election, now)
    yield from _guardians_of_voters(session, election, now)
    yield from _cases(session, election)
    if election.opening_confirmed_at is None:
        yield from _notice(session, election, now)
    yield from _ballot(election, now)
    yield from link_tasks(session, election, channels)
    yield from paper_tasks(session, election)
    yield from _restored(session, election)


def _guardians_of_voters(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    if students := len(voters_waiting(session, election, now)):
        yield ToDo(
            part=Part.VOTER_CONSENTS,
            sentence=say("Students who may vote once a parent or guardian agrees: {count}.", count=students),
            step=say("Ask their parents and guardians"),
            on=day_of(election, election.opens_at),
        )


def _forms(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    if election.ballot_frozen_at is not None:
        return
    if now < election.nominations_close_at:
        yield ToDo(
            part=Part.FORMS,
            sentence=say("Enter the interest forms that come in.")
            if now >= election.nominations_open_at
            else say("Interest forms are not open yet."),
            step=say("See the interest forms"),
            on=day_of(election, election.nominations_close_at),
        )
    yield from _forms_to_settle(session, election)
    if silent := waiting_for_acceptance(session, election):
        yield ToDo(
            part=Part.NOMINATIONS,
            sentence=say("People nominated by somebody else who have not answered: {count}.", count=silent),
            step=say("See how many days they have left"),
            on=day_of(election, election.nominations_close_at),
        )
    waiting = sum(
        candidate.pre_election_status is PreElectionStatus.FILED
        for contest in election.contests
        for candidate in contest.candidates
    )
    if students := waiting_for_consent(session, election, now):
        yield ToDo(
            part=Part.CONSENTS,
            sentence=say(
                "Students who wait for the consent of a parent or guardian: {count}.", count=students
            ),
            step=say("See these consents"),
            on=day_of(election, election.opens_at),
        )
    if unread := waiting_translations(election):
        yield ToDo(
            part=Part.NOMINEES,
            sentence=say(
                "Translations of statements that a second person has to read: {count}.", count=unread
            ),
            step=say("Read these translations"),
            on=day_of(election, election.opens_at),
        )
    if waiting > students:
        yield ToDo(
            part=Part.NOMINEES,
            sentence=say("Nominees who wait for something: {count}.", count=waiting),
            step=say("Settle these nominees"),
            on=day_of(election, election.opens_at),
        )


def _forms_to_settle(session: Session, election: Election) -> Iterator[ToDo]:
    """Forms that a person has to look at, and forms that wait for a missing piece."""
    day = day_of(election, election.nominations_close_at)
    to_check = number_in(session, election, *TO_CHECK)
    if to_check:
        yield ToDo(
            part=Part.FORMS,
            sentence=say("Interest forms to check: {count}.", count=to_check),
            step=say("Check these forms"),
            on=day,
        )
    lacking = number_in(session, election, FormState.INCOMPLETE, FormState.NEEDS_CURE)
    if lacking:
        yield ToDo(
            part=Part.FORMS,
            sentence=say("Interest forms with something missing: {count}.", count=lacking),
            step=say("See what is missing"),
            on=day,
        )


def _roll(session: Session, election: Election) -> Iterator[ToDo]:
    if number_on_roll(session, election) == 0:
        yield ToDo(
            part=Part.ROLL,
            sentence=say("The list of voters is empty."),
            step=say("Build the list of voters"),
            on=election.roll_closes_on,
        )


def _waiting_voters(session: Session, election: Election) -> Iterator[ToDo]:
    held = number_on_roll(session, election, VoterRollEntry.status == RollStatus.HELD)
    if held:
        yield ToDo(
            part=Part.HELD,
            sentence=say("Voters who wait for a person to decide: {count}.", count=held),
            step=say("Decide who may vote"),
            on=day_of(election, election.opens_at),
        )


def _registered_on_paper(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    if waiting := unanswered(session, election):
        yield ToDo(
            part=Part.REGISTRATIONS,
            sentence=say(
                "People who registered on paper and have no answer yet, because no message reaches them: {count}.",
                count=waiting,
            ),
            step=say("Print their answers"),
            on=day_of(election, now),
        )


def _cases(session: Session, election: Election) -> Iterator[ToDo]:
    waiting = open_cases(session, election)
    if waiting:
        yield ToDo(
            part=Part.CASES,
            sentence=say("Reviews and challenges without a decision: {count}.", count=len(waiting)),
            step=say("See these cases"),
            on=min(decide_by(case) for case in waiting).date(),
        )


def _notice(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    for reason in notice_wanted(session, election, now):
        last = reason.sentence.values.get("last")
        yield ToDo(
            part=Part.NOTICES if reason.weight is Weight.WARNS else Part.TIMES,
            sentence=reason.sentence,
            step=say("Give notice") if reason.weight is Weight.WARNS else say("Move the opening"),
            on=last if isinstance(last, date) else None,
        )


def _ballot(election: Election, now: datetime) -> Iterator[ToDo]:
    opening = day_of(election, election.opens_at)
    if election.ballot_frozen_at is None:
        if now >= election.nominations_close_at:
            yield ToDo(
                part=Part.BALLOT,
                sentence=say("The ballot is not frozen yet. Its fingerprint belongs on the notices."),
                step=say("Freeze the ballot"),
                on=opening,
            )
    elif election.opening_confirmed_at is None:
        yield ToDo(
            part=Part.TIMES,
            sentence=say("Voting cannot open before you confirm it."),
            step=say("Confirm the opening"),
            on=opening,
        )


def _restored(session: Session, election: Election) -> Iterator[ToDo]:
    made = restored_from(session, election)
    if made is not None and election.opening_confirmed_at is not None:
        yield ToDo(
            part=Part.LINKS,
            sentence=say(
                "Everything was restored from a backup of {made}. Links sent after that moment do not work, and "
                "ballots cast after it are missing.",
                made=made.astimezone(election.zone),
            ),
            step=say("Send new links"),
            on=day_of(election, election.closes_at),
        )


def _after_close(session: Session, election: Election, now: datetime) -> Iterator[ToDo]:
    if election.opening_confirmed_at is None:
        yield ToDo(
            part=Part.TIMES,
            sentence=say("The day of voting went by, and the opening was never confirmed."),
            step=say("Set new times"),
            on=None,
        )
    elif election.counted_at is None:
        yield ToDo(
            part=Part.COUNTING,
            sentence=say("Voting is closed. The ballots have not been counted."),
            step=say("Count the ballots"),
            on=day_of(election, election.closes_at),
        )
    else:
        yield from count_tasks(session, election, now)
        left = len(open_points(session, election, now).objections)
        yield ToDo(
            part=Part.CERTIFYING,
            sentence=say("The result is not certified. Points that are open: {count}.", count=left)
            if left
            else say("The result can be certified."),
            step=say("Certify the result"),
            on=day_of(election, windows_after(window_facts(election)).last_ends_at),
        )
