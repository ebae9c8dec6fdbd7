"""The whole story of one voter in order: how they came onto the roll, what was decided, and their links."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptedBallot,
    Account,
    BallotLink,
    Election,
    RecordedDecision,
    TrailEntry,
    TrailWords,
    VoterRollEntry,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.table import TableMeans
from ballot_service.rules.words import Sentence, say
from ballot_service.services.explaining import explain, facts_from_json

ACT_WORDS: dict[str, Sentence] = {
    "sign_up": say("Signed up, and proved a phone or mailbox with a code."),
    "ask_guardian": say("A parent or guardian was asked if this student may vote."),
    "answer_consent": say("A parent or guardian answered if this student may vote."),
    "change_language": say("Another language was chosen for messages."),
    "merge_voters": say("Put together with another line of the same person."),
    "keep_apart": say("Found to be somebody else than a voter with a like name."),
    "add_voter": say("The clerk added this person."),
    "enter_paper_registration": say("A registration on paper was entered."),
    "revoke_link": say("The ballot link was stopped."),
    "reissue_link": say("A new ballot link was given."),
    "add_to_case": say("More was said for an open review or challenge."),
    "name_case": say("It was written down that a request for a review is about this person."),
    "ask_for_paper": say("Asked for a paper ballot."),
    "answer_paper_request": say("A paper ballot was mailed or handed over."),
    "withdraw_paper_request": say("The request for a paper ballot was taken back."),
    "enter_walk_in": say("Came to the table to vote."),
    "sign_in_at_table": say("Signed in at the table."),
    "show_link_again": say("Was shown the ballot link at the table once more."),
    "choose_again_at_table": say("Was shown the ballot link at the table, after the ballot was corrected."),
    "take_card_back": say("A code card was handed back unused."),
    "undo_sign_in": say("Signing in at the table was taken back as a slip."),
    "issue_paper": say("A paper ballot and its envelope were given out."),
    "say_not_me": say("Whoever opened the link said it was not meant for them. The link was stopped."),
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `who` is who did it, `reason` what they wrote; both may be empty."""

    at: datetime
    sentence: Sentence
    who: str = ""
    reason: str = ""


def rolls_decision(session: Session, entry: VoterRollEntry) -> Decision | None:
    """What the rules said when the person came onto the roll, asked again from the facts that were kept.

    None where they had nothing to say: the person may vote, and there is nothing to add.
    """
    row = session.scalar(
        select(RecordedDecision)
        .where(RecordedDecision.subject_id == entry.id, RecordedDecision.rule == "may_vote")
        .order_by(RecordedDecision.decided_at.desc())
        .limit(1)
    )
    return explain("may_vote", facts_from_json("may_vote", json.dumps(row.facts))) if row else None


def story(session: Session, election: Election, entry: VoterRollEntry) -> list[Event]:
    """Everything that is known to have happened, oldest first; what was chosen is known to nobody."""
    events = [
        Event(at=entry.entered_at, sentence=say("Came onto the list of voters.")),
        *(_issued(link) for link in entry.links),
        *_acts(session, election, entry),
    ]
    return sorted(events, key=lambda event: event.at)


def _issued(link: BallotLink) -> Event:
    return Event(at=link.issued_at, sentence=say("A ballot link was issued."))


def has_voted(session: Session, entry: VoterRollEntry) -> bool:
    """Whether a ballot of this person is in the box. When it came is not kept."""
    return session.get(AcceptedBallot, entry.id) is not None


def _acts(session: Session, election: Election, entry: VoterRollEntry) -> list[Event]:
    entries = session.scalars(
        select(TrailEntry).where(
            TrailEntry.chain_id == election.id,
            TrailEntry.document["subject"].as_string() == str(entry.id),
        )
    ).all()
    names = _names(session, [row.document["by"] for row in entries])
    reasons = _reasons(session, [row.id for row in entries])
    return [
        Event(
            at=row.made_at,
            sentence=_sentence(row),
            who=names.get(row.document["by"] or "", ""),
            reason=reasons.get(row.id, ""),
        )
        for row in entries
    ]


CASE_WORDS: dict[tuple[str, str], Sentence] = {
    ("open_case", "review"): say("A review of the refusal was asked for."),
    ("open_case", "challenge"): say("Somebody challenged this voter. Nothing changes until it is decided."),
    ("review", "changed"): say("The review was decided: this person may vote."),
    ("review", "stays"): say("The review was decided: this person may not vote."),
    ("challenge", "changed"): say("The challenge was upheld: this person may not vote."),
    ("challenge", "stays"): say("The challenge was dismissed."),
}


def _sentence(row: TrailEntry) -> Sentence:
    details = row.document["details"]
    if row.act in ("open_case", "decide_case"):
        key = (
            (details["kind"], details["outcome"]) if row.act == "decide_case" else (row.act, details["kind"])
        )
        return CASE_WORDS[key]
    if row.act == "decide_held":
        if row.document["details"]["may_vote"]:
            return say("A person decided: this person may vote.")
        return say("A person decided: this person may not vote.")
    if row.act == "sign_in_at_table" and details["means"] == TableMeans.LINK:
        return say("Signed in at the table, and was shown the ballot link.")
    return ACT_WORDS.get(row.act) or say("Recorded: {act}.", act=row.act.replace("_", " "))


def _names(session: Session, ids: list[str | None]) -> dict[str, str]:
    wanted = {UUID(each) for each in ids if each}
    accounts = session.scalars(select(Account).where(Account.id.in_(wanted)))
    return {str(account.id): account.name for account in accounts}


def _reasons(session: Session, ids: list[UUID]) -> dict[UUID, str]:
    rows = session.scalars(
        select(TrailWords).where(TrailWords.entry_id.in_(ids), TrailWords.field == "reason")
    )
    return {row.entry_id: row.text for row in rows}
