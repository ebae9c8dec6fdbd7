"""Numbers of the canvass that do not agree: each difference needs a reason in writing by two people (1.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import DifferenceReason, Election
from ballot_service.rules.canvass import more_ballots_than_envelopes
from ballot_service.rules.card_account import cards_add_up
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.paper_batches import BATCH_SOURCE
from ballot_service.rules.signatures import Signer
from ballot_service.rules.tellers import ExplanationFacts, may_confirm_explanation
from ballot_service.rules.words import say
from ballot_service.sealing.acts import (
    CARD_STOCK_LINE,
    CARD_USE_LINE,
    CONFIRM_REASON,
    PAPER_LINE,
    WRITE_DIFFERENCE,
)
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.card_account import card_numbers
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.paper.stock import PaperKind, stocks
from ballot_service.services.paper_account import paper_numbers, reasons_by_line
from ballot_service.services.paper_count.batches import batches_of
from ballot_service.services.paper_count.tellers import as_teller, declared_teller
from ballot_service.services.reconciling import require_unsigned, take_turn


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line that does not agree. `kind` is a stack of ballots, or None for paper envelopes and their sheets and for
    code cards; `written` is the reason for exactly this difference, if somebody wrote one."""

    line: str
    kind: PaperKind | None
    difference: int
    decision: Decision
    written: DifferenceReason | None

    @property
    def is_explained(self) -> bool:
        return self.written is not None and self.written.confirmed_at is not None


def differences(session: Session, election: Election) -> list[Difference]:
    """Every line that does not agree now, explained or not; what is only unfinished is not among them."""
    known = reasons_by_line(session, election)
    found = []
    numbers = paper_numbers(session, election)
    if numbers and numbers.difference and not _is_being_entered(session, election):
        written = known.get(PAPER_LINE)
        found.append(_line(PAPER_LINE, None, numbers.difference, Decision(), written))
    for stock in stocks(session, election):
        if "stock_differs" in stock.decision.codes:
            facts = stock.facts
            difference = facts.printed - facts.issued - facts.spoiled - (facts.left or 0)
            line = stock_line(stock.kind)
            found.append(_line(line, stock.kind, difference, stock.decision, known.get(line)))
    return found + _of_cards(session, election, known)


def _of_cards(session: Session, election: Election, known: dict[str, DifferenceReason]) -> list[Difference]:
    """What does not agree about code cards, once the list of ballots is fixed: until then people may still vote."""
    numbers = card_numbers(session, election)
    if numbers is None or election.dispositions_frozen_at is None:
        return []
    decision = cards_add_up(numbers)
    lines = (
        (CARD_STOCK_LINE, numbers.stock_difference, "cards_stock"),
        (CARD_USE_LINE, max(numbers.not_used, 0), "cards_use"),
    )
    return [
        _line(line, None, difference, _about(decision, code), known.get(line))
        for line, difference, code in lines
        if difference
    ]


def _about(decision: Decision, code: str) -> Decision:
    return Decision(reasons=tuple(each for each in decision.reasons if each.code.startswith(code)))


def stock_line(kind: PaperKind) -> str:
    return f"stock-{kind.language}-{'large' if kind.is_large else 'plain'}"


def write_difference(
    session: Session, election: Election, difference: Difference, reason: str, *, now: datetime, by: UUID
) -> DifferenceReason:
    """Keeps a reason for a difference in place of an older one. It counts once another person has confirmed it."""
    take_turn(session, election)
    require_unsigned(session, "write_difference", election, election.id)
    numbers = paper_numbers(session, election) if difference.line == PAPER_LINE else None
    surplus = tuple(more_ballots_than_envelopes(numbers)) if numbers else ()
    if surplus:
        raise Refused.for_election("write_difference", Decision(reasons=surplus), election)
    before = reasons_by_line(session, election).get(difference.line)
    if before is not None:
        before.withdrawn_at = now
        session.flush()
    row = DifferenceReason(
        district_id=election.district_id,
        election_id=election.id,
        line=difference.line,
        difference=difference.difference,
        reason=reason,
        written_at=now,
        written_by=by,
    )
    session.add(row)
    session.flush()
    _record(session, election, WRITE_DIFFERENCE, row, now, by)
    return row


def confirm_reason(
    session: Session, election: Election, row: DifferenceReason, *, now: datetime, by: UUID
) -> None:
    """A second person stands by the reason. Raises Refused for the writer, and once the numbers have changed."""
    take_turn(session, election)
    require_unsigned(session, "confirm_reason", election, row.id)
    session.refresh(row, ["confirmed_at", "withdrawn_at"], with_for_update=True)
    now_differing = {each.line: each.difference for each in differences(session, election)}
    confirmer = _confirmer(session, election, row, by)
    facts = ExplanationFacts(
        written_by=str(row.written_by),
        confirmed_by=confirmer.person if confirmer else str(by),
        has_changed=row.withdrawn_at is not None or now_differing.get(row.line) != row.difference,
        confirmer=confirmer,
        writer_is_employee=as_teller(session, election, row.written_by, ()).is_employee,
    )
    asked, decision = Asked(rule="may_confirm_explanation", facts=facts), may_confirm_explanation(facts)
    if row.confirmed_at is not None:
        decision += Decision(reasons=(_settled(),))
    if not decision.allowed:
        raise Refused.for_election("confirm_reason", decision, election, row.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=row.id, now=now)
    row.confirmed_at, row.confirmed_by = now, by
    session.flush()
    _record(session, election, CONFIRM_REASON, row, now, by)


def differences_explained(session: Session, election: Election) -> Decision:
    """Refused while a stack of paper ballots does not agree and nobody has explained it (1.15)."""
    explained = {each.line for each in differences(session, election) if each.is_explained}
    reasons = [
        reason
        for stock in stocks(session, election)
        if stock_line(stock.kind) not in explained
        for reason in stock.decision.objections
    ]
    return Decision(reasons=tuple(reasons))


def _is_being_entered(session: Session, election: Election) -> bool:
    """While a batch waits for its tellers, sheets are only not entered yet. Without any batch every envelope may have
    been empty."""
    batches = [batch for batch in batches_of(session, election) if batch.withdrawn_at is None]
    return any(batch.agreed_at is None for batch in batches)


def _line(
    line: str, kind: PaperKind | None, difference: int, decision: Decision, written: DifferenceReason | None
) -> Difference:
    fits = written is not None and written.difference == difference
    return Difference(
        line=line, kind=kind, difference=difference, decision=decision, written=written if fits else None
    )


def _record(
    session: Session, election: Election, act: str, row: DifferenceReason, now: datetime, by: UUID
) -> None:
    trail.of_election(
        session,
        election,
        act,
        now=now,
        by=by,
        subject_id=row.id,
        details={"line": row.line, "difference": row.difference},
        words={"reason": row.reason},
    )


def _confirmer(session: Session, election: Election, row: DifferenceReason, by: UUID) -> Signer | None:
    """Who confirms, as declared; None without a declaration. One person with two accounts is the writer."""
    if declared_teller(session, election, by) is None:
        return None
    return as_teller(session, election, by, (row.written_by,))


def _settled() -> Reason:
    return Reason(
        code="explanation_too_late",
        sentence=say("This is settled already."),
        source=BATCH_SOURCE,
        remedy=say("Read the certificate, or write a new reason for what has changed since."),
    )
