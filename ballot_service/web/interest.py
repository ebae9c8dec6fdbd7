"""The interest form for everybody: choose seats, answer, check, send. No session, no script, no account.

Who sends a form uses no authority, so nothing has to prove that the page was ours for the reader's sake; a signed key
keeps programs from sending many forms (see `form_keys`), and a limit keeps one network from filling the register.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ballot_service.database import db
from ballot_service.models import Election, FormState
from ballot_service.rules.decision import Decision, Outcome
from ballot_service.rules.form_times import mail_ends_at
from ballot_service.rules.interest import FilledInBy
from ballot_service.rules.seat_words import who_may_take
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import acting
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.interest import (
    Desk,
    Filed,
    OtherSeats,
    Preview,
    file_interest_form,
    preview,
)
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.interest_check import check_rows
from ballot_service.web.interest_fields import errors_in_order
from ballot_service.web.interest_sheet import Sheet
from ballot_service.web.limits import count_form_from_here, may_send_form_from_here
from ballot_service.web.ringing import ring
from ballot_service.web.rows import settings, storage
from ballot_service.web.speaking import speak

interest = Blueprint("interest", __name__)

LARGEST_FORM = 256 * 1024
"""Bytes. A form with every part far too long still fits, so that it can be shown again."""
PAGE_TOO_OLD = say("This page was open for a long time. Nothing is lost: please press the button once more.")
NOMINEE_SAYS_YES = say("The person you nominate has to say yes.")
TOO_MANY = say(
    "Many forms came from this network in the last minutes. Nothing is lost: wait ten minutes and press the button "
    "once more, or call us."
)


@interest.before_request
def _small_forms_only() -> None:
    request.max_content_length = LARGEST_FORM


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _keys(election: Election) -> FormKeys:
    return FormKeys(settings().secret_keys, f"interest:{election.id}")


def _desk() -> Desk:
    return Desk(storage=storage(), origin=settings().public_origin, speak=speak)


def _frame(election: Election) -> dict[str, Any]:
    tag = str(get_locale() or "en").replace("_", "-")
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id, lang=tag),
        "election": election,
        "council_url": url_for(
            "public.council", slug=election.district.slug, council_id=election.council_id, lang=tag
        ),
        "form_url": url_for("interest.step", election_id=election.id, lang=tag),
    }


def _period(election: Election) -> str:
    """ "before", "open" or "after" the period; "cancelled"."""
    if election.cancelled_at is not None:
        return "cancelled"
    if now() < election.nominations_open_at:
        return "before"
    is_over = now() >= election.nominations_close_at or election.ballot_frozen_at is not None
    return "after" if is_over else "open"


@interest.get("/elections/<uuid:election_id>/interest")
@anyone
def form(election_id: UUID) -> ResponseReturnValue:
    """The first page: the seats and who may take them. Outside the period, when it opens or that it closed."""
    election = _election(election_id)
    if _period(election) != "open":
        return _closed(election)
    wanted = {"contest": request.args.get("seats", "")}
    sheet = Sheet.read(election, type(request.form)(wanted)).with_key(_keys(election).new(now()))
    return _choose(sheet)


@interest.post("/elections/<uuid:election_id>/interest")
@anyone
def step(election_id: UUID) -> ResponseReturnValue:
    """One press of a button. Only the last one, on the page to check, files anything."""
    election = _election(election_id)
    sheet = Sheet.read(election, request.form)
    if sheet.language:
        g.language = sheet.language
    key = _keys(election).read(sheet.key)
    was_opened_in_time = key is not None and key.is_fresh(now())
    is_last = sheet.step in ("check", "other") and sheet.action == "send"
    if _period(election) != "open" and not (is_last and was_opened_in_time and _period(election) == "after"):
        return _closed(election)
    if was_opened_in_time:
        return _go(sheet)
    sheet = sheet.with_key(_keys(election).new(now()))
    return _check(sheet, PAGE_TOO_OLD) if is_last else _go(sheet)


def _go(sheet: Sheet) -> ResponseReturnValue:
    """From page to page; a page with a mistake on it is shown again with the mistake named."""
    name, _, where = sheet.action.partition(":")
    if sheet.language:
        return _again(sheet)
    if name == "change":
        return _choose(sheet) if where == "choose" else _answers(sheet)
    if sheet.step == "choose":
        return _answers(sheet) if sheet.contest and sheet.filled_in_by else _choose(sheet, is_sent=True)
    if sheet.contest is None:
        return _choose(sheet)
    if sheet.action == "back":
        return _choose(sheet)
    if sheet.action == "send" and sheet.step in ("check", "other"):
        return _send(sheet)
    return _check(sheet)


def _again(sheet: Sheet) -> ResponseReturnValue:
    """The same page in another language, with everything on it as it was."""
    if sheet.step == "choose" or sheet.contest is None:
        return _choose(sheet)
    return _answers(sheet) if sheet.step == "answers" else _check(sheet)


def _choose(sheet: Sheet, *, is_sent: bool = False) -> ResponseReturnValue:
    election = sheet.election
    errors = []
    if is_sent and sheet.contest is None:
        errors.append(("contest-0", say("Choose the seats.")))
    if is_sent and sheet.filled_in_by is None:
        errors.append(("by-0", say("Choose whom this form is about.")))
    html = render_template(
        "pages/interest/choose.html",
        **_frame(election),
        sheet=sheet,
        held=sheet.held("contest", "by"),
        seats=[(c, title_of(c), _who(election, c)) for c in election.contests],
        errors=errors,
        nominee_says_yes=NOMINEE_SAYS_YES,
        closes_forms_at=election.nominations_close_at.astimezone(election.zone),
    )
    return html, 422 if errors else 200


def _who(election: Election, contest: Any) -> Sentence:
    return who_may_take(
        contest.seat_group.kind,
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        council_school=election.council.school.name if election.council.school else None,
        student_age=settings_of(election).minimum_student_age,
    )


def _answers(sheet: Sheet, *, is_sent: bool = False) -> ResponseReturnValue:
    if sheet.contest is None or sheet.filled_in_by is None:
        return _choose(sheet, is_sent=True)
    if not is_sent:
        sheet.answers.errors.clear()
    sections, declaration = sheet.sections(), sheet.fields.field("signature")
    errors = errors_in_order(sections, [declaration])
    html = render_template(
        "pages/interest/answers.html",
        **_frame(sheet.election),
        sheet=sheet,
        title_of_seats=title_of(sheet.contest),
        who=_who(sheet.election, sheet.contest),
        held=sheet.held(*_names(sections), "signature"),
        sections=sections,
        declaration=declaration,
        errors=errors,
    )
    return html, 422 if errors else 200


def _names(sections: Any) -> list[str]:
    return [field.name for section in sections for field in section.fields]


def _looked_at(sheet: Sheet) -> Preview:
    """What the rules say to the form; what is missing gets its error beside the field."""
    assert sheet.contest is not None
    looked = preview(db.session(), sheet.election, sheet.filing(sheet.contest, now(), ""), now())
    sheet.answers.lacks(code for code in looked.complete.codes if code != "missing_acceptance")
    return looked


def _check(sheet: Sheet, notice: Sentence | None = None, status: int = 200) -> ResponseReturnValue:
    """All answers once more, before anything is sent, and what the rules already say."""
    if sheet.contest is None or sheet.filled_in_by is None:
        return _choose(sheet, is_sent=True)
    looked = _looked_at(sheet)
    if sheet.answers.errors:
        return _answers(sheet, is_sent=True)
    html = render_template(
        "pages/interest/check.html",
        **_frame(sheet.election),
        sheet=sheet,
        held=sheet.held(),
        rows=check_rows(sheet),
        notice=notice,
        doubts=_doubts(looked.serve) if sheet.by is FilledInBy.SELF else None,
    )
    return html, status


def _doubts(serve: Decision) -> Decision | None:
    """What already speaks against these seats; what only waits for somebody is said on the last page."""
    if serve.outcome is not Outcome.REFUSED:
        return None
    return Decision(reasons=tuple(r for r in serve.reasons if r.weight == "refuses"))


def _send(sheet: Sheet) -> ResponseReturnValue:
    """Files the form. Pressing twice, or loading the page again, shows the same receipt."""
    election, contest = sheet.election, sheet.contest
    assert contest is not None
    _looked_at(sheet)
    if sheet.answers.errors:
        return _answers(sheet, is_sent=True)
    if sheet.step == "other" and sheet.choice == "keep":
        return render_template("pages/interest/kept.html", **_frame(election))
    if not may_send_form_from_here():
        return _check(sheet, TOO_MANY, 429)
    key = _keys(election).read(sheet.key)
    filing = sheet.filing(contest, now(), key.once if key else "")
    try:
        with acting(db.session(), now()):
            filed = file_interest_form(db.session(), election, filing, desk=_desk(), now=now())
    except OtherSeats as earlier:
        return _other_seats(sheet, earlier)
    if not filed.was_there_before:
        count_form_from_here()
        ring()
    return _done(election, filed)


def _other_seats(sheet: Sheet, earlier: OtherSeats) -> ResponseReturnValue:
    """The person already wants other seats and has to choose; nothing of the other form is shown."""
    assert sheet.contest is not None
    is_sent = sheet.step == "other"
    html = render_template(
        "pages/interest/other_seats.html",
        **_frame(sheet.election),
        sheet=sheet,
        held=sheet.held(),
        earlier_id=earlier.form.id,
        before=title_of(earlier.form.contest),
        now_wanted=title_of(sheet.contest),
        errors=[("choice-0", say("Choose one."))] if is_sent else [],
    )
    return html, 422 if is_sent else 200


def _done(election: Election, filed: Filed) -> ResponseReturnValue:
    form = filed.form
    if form.state is FormState.LATE:
        page = "pages/interest/late.html"
    else:
        page = "pages/interest/already.html" if filed.was_there_before else "pages/interest/done.html"
    return render_template(
        page,
        **_frame(election),
        form=form,
        title_of_seats=title_of(form.contest),
        decision=filed.decision,
        by_nominator=form.filled_in_by.value == "nominator",
        closes_forms_at=election.nominations_close_at.astimezone(election.zone),
        opens_vote_at=election.opens_at.astimezone(election.zone),
    )


def _closed(election: Election) -> ResponseReturnValue:
    chosen, zone = settings_of(election), election.zone
    return render_template(
        "pages/interest/closed.html",
        **_frame(election),
        period=_period(election),
        opens_forms_at=election.nominations_open_at.astimezone(zone),
        closes_forms_at=election.nominations_close_at.astimezone(zone),
        mail_ends_at=mail_ends_at(
            election.nominations_close_at,
            election.district.zone,
            chosen.mail_grace_days,
            chosen.windows_end_at,
        ),
        address=election.district.postal_address.splitlines(),
    )
