"""The clerk's pages on the roll: a table to search and sort, its numbers, its export, and building it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ballot_service.database import db
from ballot_service.models import ContactKind, Door, Election, Role, RollStatus, VoterRollEntry
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.electorates import WHO_IT_IS_FOR
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.sealing.records import plain_cell
from ballot_service.services.acting import acting
from ballot_service.services.facts import settings_of
from ballot_service.services.registering import build_roll
from ballot_service.services.roll_list import RollQuery, languages_on, numbers_on, roll_lines, roll_page
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, own_election
from ballot_service.web.clock import now
from ballot_service.web.languages import spoken, words
from ballot_service.web.roll_numbers import in_numbers
from ballot_service.web.roll_words import DOOR_WORDS, STATUS_WORDS, reasons_of

PLACE = "/elections/<uuid:election_id>/roll"


def _asked() -> RollQuery:
    """What the address asks for; what makes no sense is left out."""
    sent = request.args
    status, door = sent.get("status", ""), sent.get("door", "")
    page = sent.get("page", "1")
    return RollQuery(
        words=" ".join(sent.get("q", "").split())[:100],
        status=RollStatus(status) if status in list(RollStatus) else None,
        door=Door(door) if door in list(Door) else None,
        language=sent.get("language", "")[:35],
        sort=sent.get("sort", "name"),
        is_descending=sent.get("order") == "down",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


@clerk.get(PLACE)
@only(Role.CLERK)
def roll(election_id: UUID) -> ResponseReturnValue:
    """The roll, 50 lines a page."""
    election, wanted = own_election(election_id), _asked()
    found = roll_page(db.session(), election, wanted)
    numbers = numbers_on(db.session(), election)
    return render_template(
        "pages/clerk/roll_list.html",
        election=election,
        who_it_is_for=WHO_IT_IS_FOR[settings_of(election).electorate],
        for_students=settings_of(election).electorate is Electorate.STUDENTS,
        policy=CHOICE_WORDS[settings_of(election).voter_exclusion_policy],
        numbers=[(words(STATUS_WORDS[status]), numbers.get(status, 0)) for status in RollStatus],
        is_over=election.is_closed(now()),
        is_frozen=election.roll_frozen_at is not None and now() >= election.roll_frozen_at,
        wanted=wanted,
        found=found,
        rows=[_row(election, entry) for entry in found.entries],
        columns=[_column(election, wanted, key, label) for key, label in _labels()],
        statuses=[("", _("All")), *((each.value, words(STATUS_WORDS[each])) for each in RollStatus)],
        doors=[("", _("All")), *((each.value, words(DOOR_WORDS[each])) for each in Door)],
        tongues=[
            ("", _("All")),
            *((tag, spoken(tag)) for tag in languages_on(db.session(), election)),
        ],
        previous_url=_address(election, page=found.page - 1) if found.page > 1 else None,
        next_url=_address(election, page=found.page + 1) if found.page < found.pages else None,
        export_url=_address(election, "clerk.roll_export"),
        form=Form(),
    )


def _labels() -> list[tuple[str, str]]:
    return [
        ("name", _("Name")),
        ("status", _("Status")),
        ("reasons", _("Reasons")),
        ("door", _("How they came onto the list")),
        ("language", _("Language")),
    ]


def _filters() -> dict[str, str]:
    """The filters of the address as they are, without the page."""
    return {
        name: request.args[name] for name in ("q", "status", "door", "language") if request.args.get(name)
    }


def _address(election: Election, page_name: str = "clerk.roll", **changes: Any) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in ("sort", "order") if request.args.get(name)}
    return url_for(page_name, election_id=election.id, **{**_filters(), **kept, **changes})


def _column(election: Election, wanted: RollQuery, key: str, label: str) -> dict[str, Any]:
    if key == "reasons":
        return {"key": key, "label": label}
    is_sorted = wanted.sort == key
    turned = "up" if not is_sorted or wanted.is_descending else "down"
    column = {"key": key, "label": label, "sort_url": _address(election, sort=key, order=turned)}
    if is_sorted:
        column["sorted"] = "descending" if wanted.is_descending else "ascending"
    return column


def _row(election: Election, entry: VoterRollEntry) -> Mapping[str, Any]:
    return {
        "name": entry.person.name,
        "url": url_for("clerk.voter", election_id=election.id, entry_id=entry.id),
        "status": words(STATUS_WORDS[entry.status]),
        "reasons": words(reasons_of(entry)) if reasons_of(entry) else "",
        "door": words(DOOR_WORDS[entry.door]),
        "language": spoken(entry.language),
    }


@clerk.get(PLACE + "/numbers")
@only(Role.CLERK)
def roll_in_numbers(election_id: UUID) -> ResponseReturnValue:
    """The registration report: by door, language and school, small groups merged."""
    election = own_election(election_id)
    home = url_for("clerk.roll", election_id=election.id)
    return render_template("pages/review/roll_numbers.html", home=home, **in_numbers(election))


@clerk.get(PLACE + ".csv")
@only(Role.CLERK)
def roll_export(election_id: UUID) -> ResponseReturnValue:
    """The lines that fit the filters as a spreadsheet, without contacts."""
    election = own_election(election_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    labels = [label for _key, label in _labels()]
    writer.writerow([*labels, _("E-mail on file"), _("Phone on file")])
    for entry in roll_lines(db.session(), election, _asked()):
        row = _row(election, entry)
        kinds = {contact.kind for contact in entry.person.contacts}
        reached = [_("yes") if kind in kinds else _("no") for kind in (ContactKind.EMAIL, ContactKind.PHONE)]
        writer.writerow([plain_cell(row[key]) for key, _label in _labels()] + reached)
    headers = {"Content-Disposition": 'attachment; filename="voters.csv"'}
    return text.getvalue().encode("utf-8-sig"), 200, {"Content-Type": "text/csv; charset=utf-8", **headers}


@clerk.post(PLACE + "/build")
@only(Role.CLERK)
def build(election_id: UUID) -> ResponseReturnValue:
    """Puts every guardian of the council's schools on the roll who is not on it yet."""
    election = own_election(election_id)
    with acting(db.session(), now(), actor()):
        added = build_roll(db.session(), election, now=now(), by=actor())
    flash(
        ngettext("%(num)s person was added to the list.", "%(num)s people were added to the list.", added),
        "done",
    )
    return redirect(url_for("clerk.roll", election_id=election_id), 303)
