"""Ties settled by lot: entered by one person with two witnesses, confirmed by a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Account, Contest, Election, LotDrawing
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.lots import (
    LOT_SOURCE,
    LotConfirmationFacts,
    LotFacts,
    may_confirm_lot,
    may_record_lot,
)
from ballot_service.rules.naming import decision_with_names
from ballot_service.rules.signatures import Signer
from ballot_service.rules.words import say
from ballot_service.sealing import acts
from ballot_service.sealing.records import group
from ballot_service.sealing.recount import recount
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.counting import cast_vote_records, may_see_votes, newest_result, publish, tally
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import contest_facts, manifest_of, settings_of
from ballot_service.services.reconciling import count_is_whole, count_time_facts, take_turn
from ballot_service.services.rounds import round_of, wants_certificate
from ballot_service.services.runoffs.standing import was_called_off
from ballot_service.services.stakes import known_signer, plain_name

WITNESSES: tuple[trail.Field, ...] = ("witness 1", "witness 2")
"""The names that the rule asks for, as the trail keeps them."""


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Somebody who saw the drawing, with what they declared (1.15)."""

    name: str
    is_employee: bool
    is_nominee: bool
    is_close_relative: bool


def tied_in(session: Session, contest: Contest) -> tuple[str, ...]:
    """The candidates between whom the last seat of a contest is undecided now."""
    totals = tally(session, contest.election, "unofficial-complete").contests
    return next((line.tied for line in totals if line.contest == str(contest.id)), ())


def record_lot(
    session: Session,
    contest: Contest,
    *,
    drawn: Sequence[str],
    drawn_at: datetime,
    place: str,
    method: str,
    witnesses: Sequence[Witness],
    now: datetime,
    by: UUID,
) -> LotDrawing:
    """Enters a lot that was drawn. It decides nothing until a second person confirms it. Raises Refused."""
    election = contest.election
    take_turn(session, election)
    _require("record_lot", count_is_whole(session, election) + _still_can_count(session, election), contest)
    entered_by = session.get_one(Account, by)
    facts = LotFacts(
        contest=contest_facts(contest),
        tied=tied_in(session, contest),
        drawn=tuple(drawn),
        drawn_at=drawn_at,
        names_place=bool(place.strip()),
        names_method=bool(method.strip()),
        entered_by=str(by),
        witnesses=_signers(witnesses, entered_by),
        still_open=count_time_facts(session, election, now),
        tie_method=settings_of(election).tie_method,
        runoff_called_off=was_called_off(session, contest),
    )
    # while votes wait, the facts of a refusal would tell of a tie
    asked = (Asked(rule="may_record_lot", facts=facts),) if may_see_votes(session, election, now) else ()
    _require("record_lot", may_record_lot(facts), contest, asked)
    lot = LotDrawing(
        district_id=election.district_id,
        contest_id=contest.id,
        place=place,
        method=method,
        drawn_at=drawn_at,
        drawn_order={"order": list(drawn)},
        witnesses={"witnesses": [_document(witness) for witness in witnesses]},
        entered_by=by,
        entered_at=now,
    )
    session.add(lot)
    session.flush()
    keep_for(session, election, *asked, subject_id=contest.id, now=now)
    words: dict[trail.Field, str] = {"place": place, "method": method}
    words.update(zip(WITNESSES, (witness.name for witness in witnesses), strict=False))
    trail.of_election(
        session,
        election,
        "record_lot",
        now=now,
        by=by,
        subject_id=lot.id,
        details=acts.lot_details(str(contest.id), list(drawn)),
        words=words,
    )
    return lot


def _still_can_count(session: Session, election: Election) -> Decision:
    """Refused once the result as it stands has its certificate: nobody could confirm the lot any more."""
    if wants_certificate(session, election):
        return Decision()
    reason = Reason(
        code="lot_after_certificate",
        sentence=say("The result is certified, so a lot can decide nothing any more."),
        source=LOT_SOURCE,
        remedy=say(
            "If seats are undecided, call another run-off. If the certificate is wrong, write a correction first."
        ),
    )
    return Decision(reasons=(reason,))


def confirm_lot(session: Session, lot: LotDrawing, signer: Signer, *, now: datetime, by: UUID) -> None:
    """A second person confirms what was entered; the result is published anew. Raises Refused."""
    contest = session.get_one(Contest, lot.contest_id)
    take_turn(session, contest.election)
    session.refresh(lot, ["confirmed_at", "withdrawn_at"], with_for_update=True)
    _require("confirm_lot", Decision(reasons=tuple(_settled(session, lot, contest))), contest)
    known = known_signer(session, contest.election, signer, account_id=by, others=[lot.entered_by])
    facts = LotConfirmationFacts(entered_by=str(lot.entered_by), confirmed_by=known)
    asked = Asked(rule="may_confirm_lot", facts=facts)
    _require("confirm_lot", may_confirm_lot(facts), contest, (asked,))
    keep_for(session, contest.election, asked, subject_id=contest.id, now=now)
    lot.confirmed_by = by
    lot.confirmed_at = now
    session.flush()
    election = contest.election
    details = acts.lot_details(str(contest.id), lot.drawn_order["order"])
    trail.of_election(session, election, acts.CONFIRM_LOT, now=now, by=by, subject_id=lot.id, details=details)
    publish(session, election, _status(session, election), now=now, by=by)


def withdraw_lot(session: Session, election: Election, lot: LotDrawing, *, now: datetime, by: UUID) -> None:
    """A lot that was confirmed decides nothing any more; it stays on file, and another one may be drawn."""
    lot.withdrawn_at = now
    session.flush()
    details = acts.withdrawing_details(str(lot.contest_id))
    trail.of_election(
        session, election, acts.WITHDRAW_LOT, now=now, by=by, subject_id=lot.id, details=details
    )


def withdraw_stale_lots(session: Session, election: Election, *, now: datetime, by: UUID) -> None:
    """After a recount: a lot holds only while the same people are tied for the last seat as when it was drawn."""
    for contest in election.contests:
        lots = [lot for lot in _all_lots(session, election) if lot.contest_id == contest.id]
        fits = {lot.id: _fits(session, contest, lot) for lot in lots if lot.withdrawn_at is None}
        stands = any(lot.confirmed_at is not None and fits.get(lot.id) for lot in lots)
        for lot in lots:
            if fits.get(lot.id, True):
                continue
            if stands:  # one that waits, beside a confirmed one that the trail must not lose
                lot.withdrawn_at = now
            else:
                withdraw_lot(session, election, lot, now=now, by=by)


def _fits(session: Session, contest: Contest, lot: LotDrawing) -> bool:
    """Whether it was drawn among those who are tied for the last seat as the votes stand now."""
    return sorted(lot.drawn_order["order"]) == sorted(_tied_by_votes(session, contest))


def confirmed_lot(session: Session, contest: Contest) -> LotDrawing | None:
    """The lot that decides a contest, if one does."""
    lot = lots_of(session, contest.election).get(contest.id)
    return lot if lot is not None and lot.confirmed_at is not None else None


def _tied_by_votes(session: Session, contest: Contest) -> tuple[str, ...]:
    """Who is tied for the last seat by the votes alone, whatever lot was drawn."""
    election = contest.election
    records = group(cast_vote_records(session, election))
    found = recount(manifest_of(election), records, ballots_counted=0, status="unofficial-complete")
    return next((line.tied for line in found.contests if line.contest == str(contest.id)), ())


def _status(session: Session, election: Election) -> str:
    """After a recount or a correction its result is published anew with the lot, and keeps its status."""
    newest = newest_result(session, election)
    if newest is None or round_of(session, election) == 1:
        return "unofficial-complete"
    return newest.status


def _settled(session: Session, lot: LotDrawing, contest: Contest) -> Iterator[Reason]:
    """A lot is confirmed once, and never after the certificate: that would publish another result.

    Nor one in whose place another was entered, or that fits no tie any more, after a recount.
    """
    election = contest.election
    waits = lots_of(session, election).get(contest.id) is lot and lot.confirmed_at is None
    is_over = not waits or not _fits(session, contest, lot)
    if is_over or not wants_certificate(session, election):
        yield Reason(
            code="lot_settled",
            sentence=say("This lot no longer waits for anybody."),
            source=LOT_SOURCE,
            remedy=say("Look at the result to see how it was decided."),
        )


def lots_of(session: Session, election: Election) -> dict[UUID, LotDrawing]:
    """The newest lot of each contest, confirmed or waiting; none where the newest was withdrawn: an older one in whose
    place it was entered does not come back.
    """
    newest = {row.contest_id: row for row in _all_lots(session, election)}
    return {contest: row for contest, row in newest.items() if row.withdrawn_at is None}


def lots_that_count(session: Session, election: Election) -> dict[UUID, LotDrawing]:
    """Those that decide a contest, and those that wait while somebody can still confirm them."""
    can_be_confirmed = wants_certificate(session, election)
    newest = lots_of(session, election)
    return {
        contest: lot for contest, lot in newest.items() if can_be_confirmed or lot.confirmed_at is not None
    }


def _all_lots(session: Session, election: Election) -> Sequence[LotDrawing]:
    """The first entered first, those that were withdrawn among them."""
    ids = [contest.id for contest in election.contests]
    rows = (
        select(LotDrawing)
        .where(LotDrawing.contest_id.in_(ids))
        .order_by(LotDrawing.entered_at, LotDrawing.id)
    )
    return session.scalars(rows).all()


def candidate_names(election: Election) -> dict[str, str]:
    """Candidate id to the name on the ballot, for sentences of rules that only know ids."""
    return {str(c.id): c.name for contest in election.contests for c in contest.candidates}


def _signers(witnesses: Sequence[Witness], entered_by: Account) -> tuple[Signer, ...]:
    """The witnesses by ids that tell no name: a number each, or the account's id for who enters the lot."""
    ids = {plain_name(entered_by.name): str(entered_by.id)}
    for number, witness in enumerate(witnesses, start=1):
        ids.setdefault(plain_name(witness.name), f"witness-{number}")
    return tuple(
        Signer(
            person=ids[plain_name(witness.name)],
            is_employee=witness.is_employee,
            is_nominee=witness.is_nominee,
            is_close_relative=witness.is_close_relative,
        )
        for witness in witnesses
    )


def _document(witness: Witness) -> dict[str, object]:
    return {
        "name": witness.name,
        "is_employee": witness.is_employee,
        "is_nominee": witness.is_nominee,
        "is_close_relative": witness.is_close_relative,
    }


def _require(act: str, decision: Decision, contest: Contest, asked: tuple[Asked, ...] = ()) -> None:
    if not decision.allowed:
        named = decision_with_names(decision, candidate_names(contest.election))
        raise Refused.for_election(act, named, contest.election, contest.id, asked)
