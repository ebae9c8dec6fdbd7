"""The page at which a queue signs in: one field, one press for each person, and the last one shown with a way back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Election, PaperEnvelope, RollStatus, TableSignIn, VoterRollEntry
from ballot_service.rules.decision import Decision
from ballot_service.rules.table import MEANS_WORDS, TableMeans
from ballot_service.rules.table_duty import LookupFacts, alike, letters_of, may_look_up
from ballot_service.rules.words import Sentence, say
from ballot_service.services.card_account import card_numbers
from ballot_service.services.paper import PaperKind
from ballot_service.services.roll_list import RollQuery, roll_page
from ballot_service.services.roll_story import has_voted
from ballot_service.services.table import (
    given_here,
    may_choose_again,
    may_show_again,
    sign_in_of,
    signed_in_among,
    table_numbers,
    voter_of_link,
)
from ballot_service.web.access import only
from ballot_service.web.clerk.at_table import AT_TABLE, table_election
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, said
from ballot_service.web.clerk.paper_stock import kind_name
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.table import PLACE
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.roll_words import STATUS_WORDS, reasons_of

LONGEST_NAME = 25
"""Letters of one word; a link has 33 signs, and none of them is a hyphen."""
BUTTONS: dict[TableMeans, Sentence] = {
    TableMeans.PAPER: say("Paper ballot"),
    TableMeans.LINK: say("Ballot link"),
    TableMeans.CARD: say("Code card"),
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """Somebody whom the name fits. `step` is what the table can do: "sign_in", "signed_in", "again", "voted" or "no";
    `means` are the buttons of a sign-in; `is_alike` says that another person here has the same name; `has_slip` that
    their link can be shown once more."""

    entry: VoterRollEntry
    status: str
    reasons: tuple[Sentence, ...]
    step: str
    means: tuple[tuple[TableMeans, Sentence], ...]
    is_alike: bool
    is_on_paper: bool = False
    has_slip: bool = False


@dataclass(frozen=True, kw_only=True)
class Last:
    """Who signed in just now, while that stands, with the envelope and the kind of a paper ballot given; `has_slip`
    says that their link can be shown once more."""

    entry: VoterRollEntry
    row: TableSignIn
    envelope: PaperEnvelope | None
    kind: str
    has_slip: bool


@clerk.get(PLACE)
@only(*AT_TABLE)
def table(election_id: UUID) -> ResponseReturnValue:
    """Who is on the roll under a name, each with one press; who came last; and how many have signed in."""
    election = table_election(election_id)
    wanted = _plain(request.args.get("q", ""))
    return _page(election, wanted, *_looked_up(election, wanted))


@clerk.post(PLACE)
@only(*AT_TABLE)
def table_search(election_id: UUID) -> ResponseReturnValue:
    """A name was typed, or the code of a voter's own link scanned. Answered on the spot: neither a name nor a link, not
    one of another election or one misread by the scanner, ever stands in an address, a history or a log."""
    election, typed = table_election(election_id), request.form.get("q", "")
    entry = voter_of_link(db.session(), election, current_app.extensions["links"], typed)
    if entry is not None:
        return _page(election, "", [entry], Decision())
    if _is_code(typed):
        return _page(election, "", [], Decision(), is_wrong_code=True)
    wanted = _plain(typed)
    return _page(election, wanted, *_looked_up(election, wanted))


def _plain(typed: str) -> str:
    return " ".join(typed.split())[:100]


def _is_code(typed: str) -> bool:
    """An address, or a word longer than names are. It is not shown: the scanner would add the next one to it."""
    return "/" in typed or any(len(word) > LONGEST_NAME and "-" not in word for word in typed.split())


def _page(
    election: Election,
    wanted: str,
    entries: list[VoterRollEntry],
    decision: Decision,
    *,
    is_wrong_code: bool = False,
) -> ResponseReturnValue:
    return render_template(
        "pages/clerk/table_find.html",
        election=election,
        form=Form(),
        is_open=election.is_open(now()),
        q=wanted,
        means=_usual_means(),
        ways=said(MEANS_WORDS),
        found=_found(election, entries),
        is_wrong_code=is_wrong_code,
        decision=decision,
        last=_last(election),
        numbers=table_numbers(db.session(), election),
    )


def _usual_means() -> TableMeans | None:
    """With what people vote at this table, as chosen before; each person may still choose otherwise."""
    chosen = request.values.get("means", "")
    return TableMeans(chosen) if chosen in set(TableMeans) else None


def _looked_up(election: Election, wanted: str) -> tuple[list[VoterRollEntry], Decision]:
    """Whom the name fits; a teller is shown few people at a time, and is told when there are more."""
    if not wanted:
        return [], Decision()
    page = roll_page(db.session(), election, RollQuery(words=wanted))
    if not g.is_teller:
        return page.entries, Decision()
    decision = may_look_up(LookupFacts(letters=letters_of(wanted), fitting=page.total))
    return (page.entries if decision.allowed else []), decision


def _found(election: Election, entries: list[VoterRollEntry]) -> list[Found]:
    session = db.session()
    signed_in = signed_in_among(session, [entry.id for entry in entries])
    cards = card_numbers(session, election)
    has_cards = cards is not None and cards.should_be_left > 0
    twins = alike([entry.person.name for entry in entries])
    return [
        Found(
            entry=entry,
            status=words(STATUS_WORDS[entry.status]),
            reasons=reasons_of(entry),
            step=_step(election, entry, entry.id in signed_in),
            means=tuple(
                (each, label)
                for each, label in BUTTONS.items()
                if each is not TableMeans.CARD or (has_cards and entry.status is RollStatus.ELIGIBLE)
            ),
            is_alike=is_alike,
            is_on_paper=given_here(session, entry) is not None,
            has_slip=may_show_again(session, election, entry, now()).allowed,
        )
        for entry, is_alike in zip(entries, twins, strict=True)
    ]


def _step(election: Election, entry: VoterRollEntry, is_signed_in: bool) -> str:
    """What the table can do for this person now."""
    if may_choose_again(db.session(), election, entry, now()).allowed:
        return "again"
    if is_signed_in:
        return "signed_in"
    if has_voted(db.session(), entry):
        return "voted"
    return "no" if entry.status is RollStatus.EXCLUDED else "sign_in"


def _last(election: Election) -> Last | None:
    entry_id = request.args.get("last", type=UUID)
    entry = own_voter(election, entry_id) if entry_id else None
    row = sign_in_of(db.session(), entry) if entry else None
    if entry is None or row is None:
        return None
    envelope = given_here(db.session(), entry)
    kind = PaperKind(language=envelope.language, is_large=envelope.is_large) if envelope else None
    has_slip = may_show_again(db.session(), election, entry, now()).allowed
    return Last(
        entry=entry, row=row, envelope=envelope, kind=kind_name(kind) if kind else "", has_slip=has_slip
    )
