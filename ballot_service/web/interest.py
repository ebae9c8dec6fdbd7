"""The interest form for everybody: choose seats, answer, check, send. No session, no script, no account.

Who sends a form uses no authority, so nothing has to prove that the page was ours for the reader's sake; a signed key
keeps programs from sending many forms (see `form_keys`), and a limit keeps one network from filling the register.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.interest import Desk, OtherSeats, file_interest_form, is_on_file
from ballot_service.web.access import anyone
from ballot_service.web.answering import post, ring
from ballot_service.web.clerk.evidence_files import MOST_BYTES
from ballot_service.web.clock import now
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.interest_pages import (
    answers_page,
    check_page,
    choose_page,
    closed_page,
    done_page,
    kept_page,
    looked_at,
    other_seats_page,
    period_of,
)
from ballot_service.web.interest_sheet import Sheet
from ballot_service.web.limits import count_form_from_here, may_send_form_from_here
from ballot_service.web.photo_form import LONGEST_CARRIED
from ballot_service.web.rows import settings, storage

interest = Blueprint("interest", __name__)

LARGEST_FORM = 256 * 1024
"""Bytes. A form with every part far too long still fits, so that it can be shown again. Its photo comes on top."""
PAGE_TOO_OLD = say("This page was open for a long time. Nothing is lost: please press the button once more.")
TOO_MANY = say(
    "Many forms came from this network in the last minutes. Nothing is lost: wait ten minutes and press the button "
    "once more, or call us."
)


@interest.before_request
def _small_forms_only() -> None:
    is_upload = request.mimetype == "multipart/form-data"
    request.max_content_length = LARGEST_FORM + (MOST_BYTES if is_upload else LONGEST_CARRIED)
    request.max_form_memory_size = LARGEST_FORM + LONGEST_CARRIED


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _keys(election: Election) -> FormKeys:
    return FormKeys(settings().secret_keys, f"interest:{election.id}")


def _desk() -> Desk:
    return Desk(storage=storage(), post=post())


@interest.get("/elections/<uuid:election_id>/interest")
@anyone
def form(election_id: UUID) -> ResponseReturnValue:
    """The first page: the seats and who may take them. Outside the period, when it opens or that it closed."""
    election = _election(election_id)
    if period_of(election) != "open":
        return closed_page(election)
    wanted = MultiDict({"contest": request.args.get("seats", "")})
    return choose_page(Sheet.read(election, wanted).with_key(_keys(election).new(now())))


@interest.post("/elections/<uuid:election_id>/interest")
@anyone
def step(election_id: UUID) -> ResponseReturnValue:
    """One press of a button. Only the last one, on the page to check, files anything."""
    election = _election(election_id)
    sheet = Sheet.read(election, request.form, request.files)
    if sheet.language:
        g.language = sheet.language
    key = _keys(election).read(sheet.key)
    was_opened_in_time = key is not None and key.is_fresh(now())
    is_last = sheet.step in ("check", "other") and sheet.action == "send"
    period = period_of(election)
    if period != "open" and not (is_last and was_opened_in_time and period == "after"):
        return closed_page(election)
    if was_opened_in_time:
        return _go(sheet)
    sheet = sheet.with_key(_keys(election).new(now()))
    return check_page(sheet, PAGE_TOO_OLD) if is_last else _go(sheet)


def _go(sheet: Sheet) -> ResponseReturnValue:
    """From page to page; a page with a mistake on it is shown again with the mistake named."""
    name, _, where = sheet.action.partition(":")
    if sheet.language:
        return _again(sheet)
    if name == "change":
        return choose_page(sheet) if where == "choose" else answers_page(sheet)
    if sheet.step == "choose":
        return answers_page(sheet)
    if sheet.contest is None or sheet.action == "back":
        return choose_page(sheet)
    if sheet.action == "send" and sheet.step in ("check", "other"):
        return _send(sheet)
    return check_page(sheet)


def _again(sheet: Sheet) -> ResponseReturnValue:
    """The same page in another language, with everything on it as it was."""
    if sheet.step == "choose" or sheet.contest is None:
        return choose_page(sheet)
    return answers_page(sheet) if sheet.step == "answers" else check_page(sheet)


def _send(sheet: Sheet) -> ResponseReturnValue:
    """Files the form. Pressing twice, or loading the page again, shows the same receipt."""
    election, contest = sheet.election, sheet.contest
    assert contest is not None
    looked_at(sheet)
    if sheet.answers.errors or sheet.photo.errors:
        return answers_page(sheet, is_sent=True)
    if sheet.step == "other" and sheet.choice == "keep":
        return kept_page(election)
    key = _keys(election).read(sheet.key)
    once = key.once if key else ""
    if not may_send_form_from_here() and not is_on_file(db.session(), election, once):
        return check_page(sheet, TOO_MANY, 429)
    filing = sheet.filing(contest, now(), once)
    try:
        with acting(db.session(), now()):
            filed = file_interest_form(db.session(), election, filing, desk=_desk(), now=now())
    except OtherSeats as earlier:
        return other_seats_page(sheet, earlier)
    if not filed.was_there_before:
        count_form_from_here()
        ring()
    return done_page(election, filed, once)
