"""The list of elections, and one page for each that adds up: five numbers, windows, open points, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from ballot_service.database import db
from ballot_service.models import Election, LogLeaf, TrailEntry
from ballot_service.rules.ballot_account import REJECTION_NAMES, BallotAccount
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.decision import Decision, Outcome
from ballot_service.rules.setting_descriptions import Place
from ballot_service.rules.setting_table import SETTINGS
from ballot_service.rules.windows import window_dates
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.certifying import open_points
from ballot_service.services.facts import settings_of
from ballot_service.services.reconciling import ballot_account, window_facts
from ballot_service.services.remarks import remarks_of
from ballot_service.services.rounds import wants_certificate
from ballot_service.services.season import season_of
from ballot_service.web.access import only
from ballot_service.web.clock import now
from ballot_service.web.correction_views import corrections_shown
from ballot_service.web.reach import elections_for
from ballot_service.web.review.act_words import act_sentence, details_of
from ballot_service.web.review.blueprint import PLACE, READERS, readable, review, sees_officials, sees_voters
from ballot_service.web.review.figures import Figure, card_figures
from ballot_service.web.review.officials import Officials
from ballot_service.web.review.setting_values import value_words
from ballot_service.web.review.trail import broken_entry

LATER = frozenset(
    {
        "accepted_not_counted",
        "ballots_undecided",
        "cards_not_counted",
        "cards_stock_differs",
        "cards_use_differs",
    }
)
"""What has to wait for the close of voting."""


@review.get("/elections")
@only(*READERS)
def elections() -> ResponseReturnValue:
    """The elections that the reader's offices reach."""
    moment = now()
    found = [(each, _state(each, moment)) for each in elections_for(READERS)]
    return render_template("pages/review/elections.html", elections=found)


def _state(election: Election, moment: datetime) -> Sentence:
    if election.certified_at is not None:
        return say("Certified")
    if election.counted_at is not None:
        return say("Counted, not certified yet")
    if election.is_closed(moment):
        return say("Closed, not counted yet")
    if election.paused_at is not None:
        return say("Voting is paused")
    return say("Voting is open") if election.is_open(moment) else say("Voting has not begun")


@review.get(PLACE)
@only(*READERS)
def election(election_id: UUID) -> ResponseReturnValue:
    """The page that adds up."""
    found = readable(election_id)
    session, moment = db.session(), now()
    account = ballot_account(session, found)
    decision = ballots_reconcile(account)
    entries = trail.entries(session, found.id)
    officials = Officials(found, with_names=sees_officials())
    closed = found.is_closed(moment)
    return render_template(
        "pages/review/election.html",
        election=found,
        season=season_of(session, found, moment),
        state=_sum_state(found, decision),
        figures=_figures(found, account),
        account=account,
        total=account.counted + account.rejected_in_all + _waiting(account) + account.explained,
        decision=decision if closed else _while_voting(decision),
        is_closed=closed,
        windows=window_dates(window_facts(found)) if closed else None,
        open_points=open_points(session, found, moment)
        if closed and wants_certificate(session, found)
        else None,
        certified_at=None if wants_certificate(session, found) else _local(found, found.certified_at),
        settings=_settings(found, entries, officials),
        changes=_changes(found, entries, officials),
        entries=len(entries),
        broken=broken_entry(entries),
        remarks=[
            (each, officials.said(each.account_id, each.made_at)) for each in remarks_of(session, found)
        ],
        corrections=corrections_shown(session, found),
        local=lambda at: _local(found, at),
        sees_voters=sees_voters(),
        sees_officials=sees_officials(),
    )


def _while_voting(decision: Decision) -> Decision:
    """The same without what only the count can settle: before the close nobody may count, or be told to."""
    return replace(decision, reasons=tuple(each for each in decision.reasons if each.code not in LATER))


def _sum_state(election: Election, decision: Decision) -> str:
    """Green only when it is true: everything counted, and every sum right."""
    if decision.outcome is Outcome.REFUSED:
        return "differs"
    return "agrees" if decision.allowed and election.counted_at is not None else "waits"


def _waiting(account: BallotAccount) -> int:
    return account.undecided + max(account.accepted - account.counted, 0)


def _figures(election: Election, account: BallotAccount) -> list[Figure]:
    logged = db.session.scalar(
        select(func.count()).select_from(LogLeaf).where(LogLeaf.election_id == election.id)
    )
    figures = [
        Figure(
            label=say("People on the roll"),
            number=account.roll,
            source=say("The lines of the roll that may vote. A voter on hold joins when a person says yes."),
        ),
        Figure(
            label=say("People with a ballot"),
            number=account.issued,
            source=say("The ballot links: people who were given one or more. Voters on hold are among them."),
        ),
        Figure(
            label=say("Ballots received"),
            number=account.received,
            source=_received_from(account, logged or 0),
        ),
        Figure(
            label=say("Ballots counted"),
            number=account.counted,
            source=say("The cast vote records of the count. They hold no name."),
        ),
    ]
    return (
        figures
        + _rejected(account)
        + _on_the_way(account)
        + _explained(account)
        + _added(account)
        + card_figures(account)
    )


def _added(account: BallotAccount) -> list[Figure]:
    if not account.added:
        return []
    return [
        Figure(
            label=say("Beside these: envelopes of voters who chose again"),
            number=account.added_in_all,
            source=say(
                "Envelopes that add to an earlier one after a correction. They are no ballots of their own."
            ),
        )
    ]


def _received_from(account: BallotAccount, logged: int) -> Sentence:
    if account.paper is None:
        return say("The sealed ballots in the box. The signed log lists {logged}.", logged=logged)
    return say(
        "The sealed ballots from the web, and {envelopes} paper envelopes. The signed log lists {logged} sealed "
        "ballots, those entered from paper too.",
        envelopes=account.paper.received,
        logged=logged,
    )


def _rejected(account: BallotAccount) -> list[Figure]:
    source = say("The decisions written down about single ballots.")
    if not account.rejected:
        return [Figure(label=say("Ballots rejected"), number=0, source=source)]
    return [
        Figure(
            label=say("Rejected: {why}", why=REJECTION_NAMES[line.kind]), number=line.ballots, source=source
        )
        for line in account.rejected
    ]


def _on_the_way(account: BallotAccount) -> list[Figure]:
    figures = []
    if account.accepted > account.counted:
        figures.append(
            Figure(
                label=say("Accepted, not counted yet"),
                number=account.accepted - account.counted,
                source=say("The sealed ballots that nobody has opened."),
            )
        )
    if account.undecided:
        figures.append(
            Figure(
                label=say("On hold"),
                number=account.undecided,
                source=say("The ballots of voters about whom a person has to decide."),
            )
        )
    return figures


def _explained(account: BallotAccount) -> list[Figure]:
    if not account.explained:
        return []
    return [
        Figure(
            label=say("Difference between envelopes and sheets, explained"),
            number=account.explained,
            source=say("The reason that two people wrote down for envelopes and sheets that do not agree."),
        )
    ]


def _settings(election: Election, entries: list[TrailEntry], officials: Officials) -> list[dict[str, Any]]:
    """The settings that are printed for people, each with who set it last."""
    last = {entry.document["details"]["setting"]: entry for entry in entries if entry.act == "change_setting"}
    set_up = next((entry for entry in entries if entry.act == "create_election"), None)
    chosen = settings_of(election)
    return [
        {
            "label": described.label,
            "value": value_words(getattr(chosen, described.name)),
            "who": _who(last.get(described.name) or set_up, officials),
            "at": _entry_time(election, last.get(described.name) or set_up),
            "changed": described.name in last,
        }
        for described in SETTINGS
        if set(described.printed_on) - {Place.MANIFEST}
    ]


def _changes(election: Election, entries: list[TrailEntry], officials: Officials) -> list[dict[str, Any]]:
    """Every change of a setting or of the times, oldest first."""
    return [
        {
            "sentence": act_sentence(entry.act, details_of(entry), election.zone),
            "who": _who(entry, officials),
            "at": _entry_time(election, entry),
        }
        for entry in entries
        if entry.act in ("change_setting", "change_times", "confirm_opening")
    ]


def _who(entry: TrailEntry | None, officials: Officials) -> Sentence:
    return officials.author(entry) if entry else say("The service itself")


def _entry_time(election: Election, entry: TrailEntry | None) -> datetime | None:
    return _local(election, entry.made_at) if entry else None


def _local(election: Election, at: datetime | None) -> datetime | None:
    return at.astimezone(election.zone) if at else None
