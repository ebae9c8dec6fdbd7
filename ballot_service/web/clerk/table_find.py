"""The page at which a queue signs in: one field, one press for each person, and the last one shown with a way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Election, Role, TableSignIn, VoterRollEntry
from ballot_service.rules.table import MEANS_WORDS, TableMeans
from ballot_service.services.roll_list import RollQuery, roll_page
from ballot_service.services.table import sign_in_of, signed_in_among, table_numbers, voter_of_link
from ballot_service.web.access import only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, own_election, said
from ballot_service.web.clerk.people import own_voter
from ballot_service.web.clerk.table import PLACE
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.roll_words import STATUS_WORDS, reasons_of


@clerk.get(PLACE)
@only(Role.CLERK)
def table(election_id: UUID) -> ResponseReturnValue:
    """Who is on the roll under a name, each with one press; who came last; and how many have signed in."""
    election = own_election(election_id)
    wanted, means = " ".join(request.args.get("q", "").split())[:100], _usual_means()
    found = _found(election, wanted)
    return render_template(
        "pages/clerk/table_find.html",
        election=election,
        form=Form(),
        is_open=election.is_open(now()),
        q=wanted,
        means=means,
        ways=said(MEANS_WORDS),
        found=[(entry, words(STATUS_WORDS[entry.status]), reasons_of(entry)) for entry in found],
        signed_in=signed_in_among(db.session(), [entry.id for entry in found]),
        last=_last(election),
        numbers=table_numbers(db.session(), election),
    )


@clerk.post(PLACE)
@only(Role.CLERK)
def table_search(election_id: UUID) -> ResponseReturnValue:
    """A name was typed, or the code of a voter's own link scanned: a link must never stand in an address."""
    election = own_election(election_id)
    typed, links = request.form.get("q", ""), current_app.extensions["links"]
    entry = voter_of_link(db.session(), election, links, typed)
    known: dict[str, Any] = {"voter": entry.id} if entry else {"q": "" if "://" in typed else typed[:100]}
    means = request.form.get("means", "")
    return redirect(url_for("clerk.table", election_id=election.id, means=means, **known), 303)


def _usual_means() -> TableMeans | None:
    """With what people vote at this table, as chosen before; each person may still choose otherwise."""
    chosen = request.args.get("means", "")
    return TableMeans(chosen) if chosen in set(TableMeans) else None


def _found(election: Election, wanted: str) -> list[VoterRollEntry]:
    if wanted:
        return roll_page(db.session(), election, RollQuery(words=wanted)).entries
    scanned = request.args.get("voter", type=UUID)
    return [own_voter(election, scanned)] if scanned else []


def _last(election: Election) -> tuple[VoterRollEntry, TableSignIn] | None:
    """Who signed in just now, while that stands."""
    entry_id = request.args.get("last", type=UUID)
    entry = own_voter(election, entry_id) if entry_id else None
    row = sign_in_of(db.session(), entry) if entry else None
    return (entry, row) if entry and row else None
