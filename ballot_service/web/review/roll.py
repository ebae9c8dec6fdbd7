"""The roll report: names and reasons for the staff liaison, numbers alone for everybody else."""

from __future__ import annotations

import csv
from io import StringIO
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Election, Role, RollStatus, VoterRollEntry
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.records import plain_cell
from ballot_service.services.registering import roll as whole_roll
from ballot_service.services.roll_report import roll_page
from ballot_service.web.access import only
from ballot_service.web.languages import words
from ballot_service.web.reach import reached_election
from ballot_service.web.review.blueprint import PER_PAGE, PLACE, READERS, readable, review, sees_voters
from ballot_service.web.roll_numbers import as_it_is, in_numbers, policy_of
from ballot_service.web.roll_words import DOOR_WORDS, REASON_WORDS, STATUS_WORDS

DECIDED = say("Was on hold; a person decided.")


@review.get(PLACE + "/roll")
@only(*READERS)
def roll(election_id: UUID) -> ResponseReturnValue:
    """Who may vote and why, with the policy printed on it."""
    election = readable(election_id)
    wants_numbers = "numbers" in request.args
    return _with_names(election) if sees_voters() and not wants_numbers else _in_numbers(election)


def _with_names(election: Election) -> ResponseReturnValue:
    status = _asked_status()
    shown = roll_page(
        db.session(), election, status=status, page=request.args.get("page", 1, type=int), size=PER_PAGE
    )
    return render_template(
        "pages/review/roll.html",
        election=election,
        shown=shown,
        status=status,
        status_words=STATUS_WORDS,
        door_words=DOOR_WORDS,
        reasons=reasons_of,
        **policy_of(election),
    )


def _in_numbers(election: Election) -> ResponseReturnValue:
    home = url_for("review.election", election_id=election.id)
    return render_template("pages/review/roll_numbers.html", home=home, **in_numbers(election))


def _asked_status() -> RollStatus | None:
    asked = request.args.get("status", "")
    return RollStatus(asked) if asked in set(RollStatus) else None


def reasons_of(entry: VoterRollEntry) -> list[Sentence]:
    """Why somebody stands where they do on the roll, in words."""
    codes = entry.codes["codes"]
    found = [REASON_WORDS.get(code) or as_it_is(code) for code in codes]
    was_held = any(code.startswith("held_") for code in codes)
    return [*found, DECIDED] if was_held and entry.status is not RollStatus.HELD else found


@review.get(PLACE + "/roll.csv")
@only(Role.STAFF_LIAISON)
def roll_csv(election_id: UUID) -> ResponseReturnValue:
    """The roll report as a table for a spreadsheet, in the reader's language."""
    election = reached_election(election_id, (Role.STAFF_LIAISON,))
    sheet = StringIO()
    writer = csv.writer(sheet)
    head = (
        say("Family name"),
        say("Given name"),
        say("Status"),
        say("Why"),
        say("How they came onto the roll"),
    )
    writer.writerow([words(label) for label in head])
    for entry in whole_roll(db.session(), election):
        cells = (
            entry.person.family_name,
            entry.person.given_name,
            words(STATUS_WORDS[entry.status]),
            " ".join(words(reason) for reason in reasons_of(entry)),
            words(DOOR_WORDS[entry.door]),
        )
        writer.writerow([plain_cell(cell) for cell in cells])
    headers = {"Content-Disposition": 'attachment; filename="roll.csv"'}
    return Response("\ufeff" + sheet.getvalue(), mimetype="text/csv", headers=headers)
