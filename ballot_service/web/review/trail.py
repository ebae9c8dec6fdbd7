"""The trail in words: a sentence for each act, who did it, when, and whether the chain is unbroken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Election, TrailEntry, TrailWords
from ballot_service.rules.words import Sentence
from ballot_service.sealing.chain import BrokenEntry, ChainEntry, first_broken
from ballot_service.services import trail as kept_trail
from ballot_service.services.interest import reason_as_read
from ballot_service.web.access import only
from ballot_service.web.navigation import in_office
from ballot_service.web.review.act_words import FIELDS, act_sentence, details_of
from ballot_service.web.review.blueprint import (
    PER_PAGE,
    PLACE,
    READERS,
    readable,
    review,
    sees_officials,
    sees_voters,
)
from ballot_service.web.review.officials import Officials


@dataclass(frozen=True, kw_only=True)
class Line:
    """One act as a person reads it. `said` is the free text beside it, for those who may see it."""

    number: int
    sentence: Sentence
    who: Sentence
    at: datetime
    said: tuple[tuple[Sentence, Sentence | str], ...]
    codes: tuple[str, ...]
    act: str
    hash: str


@review.get(PLACE + "/trail")
@only(*READERS)
def trail(election_id: UUID) -> ResponseReturnValue:
    """The acts of an election, oldest first."""
    election = readable(election_id)
    entries = kept_trail.entries(db.session(), election.id)
    pages = max(1, -(-len(entries) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "pages/review/trail.html",
        election=election,
        lines=_lines(election, entries[(page - 1) * PER_PAGE : page * PER_PAGE]),
        entries=len(entries),
        broken=broken_entry(entries),
        page=page,
        pages=pages,
        sees_officials=sees_officials(),
    )


def broken_entry(entries: Sequence[TrailEntry]) -> BrokenEntry | None:
    """The first entry that was changed, removed or put in, or None: the whole chain is worked out anew."""
    return first_broken(
        ChainEntry(number=row.number, previous=row.previous_hash, hash=row.hash, document=row.document)
        for row in entries
    )


def _lines(election: Election, entries: Sequence[TrailEntry]) -> list[Line]:
    officials = Officials(election, with_names=sees_officials())
    said = _said(entries) if sees_voters() else {}
    return [
        Line(
            number=entry.number,
            sentence=act_sentence(entry.act, details_of(entry), election.zone),
            who=officials.author(entry),
            at=entry.made_at.astimezone(election.zone),
            said=tuple(said.get(entry.id, ())),
            codes=tuple(str(code) for code in details_of(entry).get("codes", ())),
            act=entry.act,
            hash=entry.hash,
        )
        for entry in entries
    ]


def _said(entries: Sequence[TrailEntry]) -> dict[UUID, list[tuple[Sentence, Sentence | str]]]:
    rows = db.session.scalars(
        select(TrailWords)
        .where(TrailWords.entry_id.in_([entry.id for entry in entries]))
        .order_by(TrailWords.field)
    )
    said: dict[UUID, list[tuple[Sentence, Sentence | str]]] = {}
    for row in rows:
        label = FIELDS.get(row.field) or Sentence("{field}", {"field": row.field})
        read = in_office if row.field == "capacity" else reason_as_read
        said.setdefault(row.entry_id, []).append((label, read(row.text)))
    return said
