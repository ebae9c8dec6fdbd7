"""The numbers of an election, each from its own record, and the windows that follow from its times."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from ballot_service.models import (
    BallotLink,
    CastVoteRecord,
    CertificationSignature,
    Disposition,
    DispositionKind,
    Election,
    Envelope,
    PaperEnvelope,
    RollStatus,
    SignedHead,
    TableSignIn,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.ballot_account import (
    AddedEnvelopes,
    BallotAccount,
    PaperNumbers,
    RejectedCount,
    RejectionKind,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.count_time import CountTimeFacts, may_count
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.holidays import holidays_between
from ballot_service.rules.table import TableMeans
from ballot_service.rules.windows import WindowFacts
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.services.acting import Refused
from ballot_service.services.card_account import card_numbers
from ballot_service.services.facts import manifest_of, settings_of
from ballot_service.services.paper_account import outstanding_by_mail, paper_numbers

STANDING = (
    "ballot_frozen_at",
    "paused_at",
    "closes_at",
    "dispositions_frozen_at",
    "counted_at",
    "certified_at",
)
"""What somebody else's act may have changed while this one waited for its turn."""


def dispositions(session: Session, election: Election) -> dict[UUID, DispositionKind]:
    """What became of each envelope: the last word, and accepted where nothing was said."""
    rows = session.execute(
        select(Envelope.id, Disposition.kind)
        .outerjoin(Disposition, Disposition.envelope_id == Envelope.id)
        .where(Envelope.election_id == election.id)
        .order_by(Disposition.made_at)
    )
    return {row.id: row.kind or DispositionKind.ACCEPTED for row in rows}


def ballot_account(session: Session, election: Election) -> BallotAccount:
    """The five numbers and their parts, each counted from a record of its own (1.15).

    Sheets of an agreed batch lie in the box like ballots from the web; of paper, envelopes are what was received.
    """
    lists = dispositions(session, election)
    added = Counter(lists[each] for each in _adding(session, election))
    kinds = Counter(lists.values()) - added
    paper = paper_numbers(session, election)
    accepted, received = kinds[DispositionKind.ACCEPTED], sum(kinds.values())
    if paper:
        accepted += paper.accepted - paper.not_ballots - paper.entered
        received += paper.received - paper.entered
    return BallotAccount(
        roll=_number(session, election, VoterRollEntry.status == RollStatus.ELIGIBLE),
        issued=_issued(session, election),
        received=received,
        accepted=accepted,
        counted=_counted(session, election),
        credited=_number(session, election, VoterRollEntry.counted),
        undecided=kinds[DispositionKind.PROVISIONAL] + (paper.undecided if paper else 0),
        rejected=_rejected(kinds, paper),
        paper=paper,
        added=tuple(
            AddedEnvelopes(disposition=kind.value, envelopes=added[kind])
            for kind in DispositionKind
            if added[kind]
        ),
        cards=card_numbers(session, election),
    )


def _adding(session: Session, election: Election) -> list[UUID]:
    """Envelopes in which somebody chose again on a corrected ballot: they belong to a ballot of its own envelope."""
    rows = select(Envelope.id).where(Envelope.election_id == election.id, Envelope.adds_to_earlier)
    return list(session.scalars(rows))


def _rejected(kinds: Counter[DispositionKind], paper: PaperNumbers | None) -> tuple[RejectedCount, ...]:
    """Envelopes of both kinds, and sheets that two people set aside, by reason."""
    number = Counter({kind: kinds[DispositionKind(kind.value)] for kind in RejectionKind})
    if paper:
        number[RejectionKind.UNREADABLE] += paper.set_aside
        for line in paper.rejected:
            number[line.kind] += line.ballots
    return tuple(RejectedCount(kind=kind, ballots=number[kind]) for kind in RejectionKind if number[kind])


def _number(session: Session, election: Election, condition: object) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(VoterRollEntry)
            .where(VoterRollEntry.election_id == election.id, condition)  # type: ignore[arg-type]  # a column expression
        )
        or 0
    )


def _issued(session: Session, election: Election) -> int:
    """People to whom at least one link or paper ballot was issued, or who drew a card."""
    with_link = select(BallotLink.roll_entry_id)
    with_paper = select(PaperEnvelope.roll_entry_id)
    with_card = select(TableSignIn.roll_entry_id).where(TableSignIn.means == TableMeans.CARD)
    return _number(session, election, VoterRollEntry.id.in_(union(with_link, with_paper, with_card)))


def _counted(session: Session, election: Election) -> int:
    """Ballots with a cast vote record in the first contest voted on; every ballot carries every contest."""
    voted = manifest_of(election).voted if election.manifest else ()
    if not voted:
        return 0
    counted = session.scalar(
        select(func.count()).select_from(CastVoteRecord).where(CastVoteRecord.contest_id == UUID(voted[0].id))
    )
    return counted or 0


def window_facts(election: Election) -> WindowFacts:
    """The facts from which the windows for cure, mail and challenges follow."""
    settings = settings_of(election)
    last = election.counted_at or election.closes_at
    first_day, last_day = (local_date(at, election.district.zone) for at in (election.closes_at, last))
    return WindowFacts(
        closes_at=election.closes_at,
        zone=election.district.zone,
        first_result_at=election.counted_at,
        holidays=tuple(sorted(holidays_between(first_day, last_day.replace(year=last_day.year + 1, day=1)))),
        cure_business_days=settings.cure_business_days,
        challenge_business_days=settings.challenge_business_days,
        mail_grace_days=settings.mail_grace_days,
        windows_end_at=settings.windows_end_at,
    )


def count_time_facts(session: Session, election: Election, now: datetime) -> CountTimeFacts:
    """What can still come, and what waits to be counted."""
    kinds = dispositions(session, election)
    of_ballots = Counter(kinds.values()) - Counter(kinds[each] for each in _adding(session, election))
    unopened = session.scalars(
        select(Envelope.id).where(
            Envelope.election_id == election.id, ~Envelope.is_opened, ~Envelope.adds_to_earlier
        )
    )
    paper = paper_numbers(session, election)
    to_open = paper.accepted - paper.opened if paper else 0
    to_enter = 0 if paper is None or paper.explained == paper.difference else abs(paper.difference)
    return CountTimeFacts(
        asked_at=now,
        windows=window_facts(election),
        count_when=settings_of(election).count_when,
        undecided=of_ballots[DispositionKind.PROVISIONAL] + (paper.undecided if paper else 0),
        mail_outstanding=outstanding_by_mail(session, election),
        uncounted=sum(kinds[each] is DispositionKind.ACCEPTED for each in unopened) + to_open + to_enter,
        paper_unopened=to_open,
        paper_unentered=to_enter,
        dispositions_frozen=election.dispositions_frozen_at is not None,
    )


def may_fix_list(session: Session, election: Election, facts: CountTimeFacts) -> Decision:
    """May the list of accepted and rejected ballots be fixed now? As for the count itself, and only once."""
    decision = may_count(facts)
    if election.dispositions_frozen_at is None or came_late(session, election):
        return decision
    since = election.dispositions_frozen_at.astimezone(election.zone)
    fixed = Reason(
        code="list_fixed",
        sentence=say("The list of ballots has been fixed since {since}.", since=since),
        source="Requirements 1.15, voting and counting",
        remedy=say("Go on and count."),
    )
    return decision + Decision(reasons=(fixed,))


def take_turn(session: Session, election: Election, *, waits_for_casts: bool = False) -> None:
    """Holds the election's row until the transaction ends, so that two presses at once come one after the other.

    Casting a ballot does not wait for it: the row's key is not held. The count and the opening of paper envelopes
    wait for ballots that are being cast at this moment (`waits_for_casts`), and then see them.
    """
    session.refresh(election, STANDING, with_for_update={"key_share": not waits_for_casts})


def is_counted(session: Session, election: Election) -> bool:
    """Whether the list as it stands has been opened and counted."""
    last = _last_act(session, election, acts.FREEZE_DISPOSITIONS, acts.OPEN_BALLOTS)
    return election.dispositions_frozen_at is not None and last == acts.OPEN_BALLOTS


def came_late(session: Session, election: Election) -> bool:
    """Whether something came after the list was fixed: an envelope cast in time whose transaction ended after, or paper
    that was opened since, whose voters no count has credited yet, also if no ballot was in it.

    The list is fixed with a signed head, so an envelope more than the newest head counts is not on it.
    """
    if election.dispositions_frozen_at is None:
        return False
    if _last_act(session, election, acts.FREEZE_DISPOSITIONS, acts.OPEN_PAPER) == acts.OPEN_PAPER:
        return True
    signed = (
        session.scalar(select(func.max(SignedHead.size)).where(SignedHead.election_id == election.id)) or 0
    )
    received = session.scalar(
        select(func.count()).select_from(Envelope).where(Envelope.election_id == election.id)
    )
    return (received or 0) > signed


def _last_act(session: Session, election: Election, *among: str) -> str | None:
    """The newest of these acts, read from the trail as a verifier reads it."""
    return session.scalar(
        select(TrailEntry.act)
        .where(TrailEntry.chain_id == election.id, TrailEntry.act.in_(among))
        .order_by(TrailEntry.number.desc())
        .limit(1)
    )


def may_open(
    session: Session, election: Election, facts: CountTimeFacts, *, once_more: bool = False
) -> Decision:
    """May the ballots be opened now? As `may_count` says, and each fixed list is opened once, or `once_more`."""
    decision = may_count(facts)
    if came_late(session, election):
        late = Reason(
            code="ballot_came_late",
            sentence=say("A ballot cast in the last second arrived after the list was fixed."),
            source="Requirements 1.15, voting and counting",
            remedy=say("Fix the list of ballots again, and count then."),
        )
        return decision + Decision(reasons=(late,))
    if once_more or not is_counted(session, election):
        return decision
    already = Reason(
        code="counted_already",
        sentence=say("The ballots on this list are counted already."),
        source="Requirements 1.15, voting and counting",
        remedy=say("Look at the result."),
    )
    return decision + Decision(reasons=(already,))


def count_is_whole(session: Session, election: Election) -> Decision:
    """Refused while a ballot was decided after the count: the list is then fixed and counted again (S6)."""
    if election.counted_at is None or is_counted(session, election):
        return Decision()
    behind = Reason(
        code="count_behind",
        sentence=say("A ballot was decided after the count."),
        source="Requirements 1.15, voting and counting; S6",
        remedy=say("Fix the list of ballots again, and count again."),
    )
    return Decision(reasons=(behind,))


def require_unsigned(session: Session, act: str, election: Election, subject_id: UUID) -> None:
    """Raises Refused once anybody has signed the count: they signed these numbers and no others (1.15)."""
    signed = session.scalar(
        select(func.count())
        .select_from(CertificationSignature)
        .where(CertificationSignature.election_id == election.id)
    )
    if not signed and election.certified_at is None:
        return
    reason = Reason(
        code="envelope_count_signed",
        sentence=say("People have signed the count, so nothing about paper ballots can change any more."),
        source="Requirements 1.15, voting and counting",
        remedy=say(
            "Keep the paper closed, and tell the staff liaison. The liaison's remark goes on the record."
        ),
    )
    raise Refused.for_election(act, Decision(reasons=(reason,)), election, subject_id)
