"""The pages of an interest form: each with what it shows, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Contest, Election, FormState
from ballot_service.rules.decision import Decision, Outcome, Weight
from ballot_service.rules.form_times import mail_ends_at
from ballot_service.rules.interest import FilledInBy
from ballot_service.rules.photos import NO_STUDENTS, shows_photos
from ballot_service.rules.seat_words import who_may_take
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.interest import Filed, OtherSeats, Preview, preview
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.interest_check import check_rows
from ballot_service.web.interest_fields import FormSection, errors_in_order
from ballot_service.web.interest_sheet import Sheet, takes_photo
from ballot_service.web.languages import tag_here
from ballot_service.web.own_form import address_of
from ballot_service.web.photo_form import as_address

NOMINEE_SAYS_YES = say("The person you nominate has to say yes.")


def _frame(election: Election) -> dict[str, Any]:
    tag = tag_here()
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


def period_of(election: Election) -> str:
    """ "before", "open" or "after" the period; "cancelled"."""
    if election.cancelled_at is not None:
        return "cancelled"
    if now() < election.nominations_open_at:
        return "before"
    is_over = now() >= election.nominations_close_at or election.ballot_frozen_at is not None
    return "after" if is_over else "open"


def choose_page(sheet: Sheet, *, is_sent: bool = False) -> ResponseReturnValue:
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


def _who(election: Election, contest: Contest) -> Sentence:
    return who_may_take(
        contest.seat_group.kind,
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        council_school=election.council.school.name if election.council.school else None,
        student_age=settings_of(election).minimum_student_age,
    )


def answers_page(sheet: Sheet, *, is_sent: bool = False) -> ResponseReturnValue:
    if sheet.contest is None or sheet.filled_in_by is None:
        return choose_page(sheet, is_sent=True)
    if not is_sent:
        sheet.answers.errors.clear()
    sections, declaration = sheet.sections(), sheet.fields.field("signature")
    of_photo = sheet.photo.errors if is_sent else ()
    errors = [*errors_in_order(sections), *of_photo, *errors_in_order((), [declaration])]
    html = render_template(
        "pages/interest/answers.html",
        **_frame(sheet.election),
        sheet=sheet,
        title_of_seats=title_of(sheet.contest),
        who=_who(sheet.election, sheet.contest),
        held=sheet.held(*_names(sections), "signature", "photo_text"),
        takes_photo=takes_photo(sheet.contest, sheet.filled_in_by),
        no_photo=NO_STUDENTS if not shows_photos(sheet.contest.seat_group.kind) else None,
        photo=sheet.photo,
        photo_errors=dict(of_photo),
        thumbnail=_thumbnail(sheet),
        sections=sections,
        declaration=declaration,
        errors=errors,
    )
    return html, 422 if errors else 200


def _thumbnail(sheet: Sheet) -> str | None:
    return as_address(sheet.photo.picture.content) if sheet.photo.picture else None


def _names(sections: tuple[FormSection, ...]) -> list[str]:
    return [field.name for section in sections for field in section.fields]


def looked_at(sheet: Sheet) -> Preview:
    """What the rules say to the form; what is missing gets its error beside the field."""
    assert sheet.contest is not None
    looked = preview(db.session(), sheet.election, sheet.filing(sheet.contest, now(), ""), now())
    sheet.answers.lacks(code for code in looked.complete.codes if code != "missing_acceptance")
    return looked


def check_page(sheet: Sheet, notice: Sentence | None = None, status: int = 200) -> ResponseReturnValue:
    """All answers once more, before anything is sent, and what the rules already say."""
    if sheet.contest is None or sheet.filled_in_by is None:
        return choose_page(sheet, is_sent=True)
    looked = looked_at(sheet)
    if sheet.answers.errors or sheet.photo.errors:
        return answers_page(sheet, is_sent=True)
    html = render_template(
        "pages/interest/check.html",
        **_frame(sheet.election),
        sheet=sheet,
        held=sheet.held(),
        rows=check_rows(sheet),
        photo=sheet.photo,
        thumbnail=_thumbnail(sheet),
        notice=notice,
        doubts=_doubts(looked.serve) if sheet.by is FilledInBy.SELF else None,
    )
    return html, status


def _doubts(serve: Decision) -> Decision | None:
    """What already speaks against these seats; what only waits for somebody is said on the last page."""
    if serve.outcome is not Outcome.REFUSED:
        return None
    return Decision(reasons=tuple(r for r in serve.reasons if r.weight is Weight.REFUSES))


def other_seats_page(sheet: Sheet, earlier: OtherSeats) -> ResponseReturnValue:
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


def kept_page(election: Election) -> ResponseReturnValue:
    """The person keeps the first form; nothing was sent."""
    return render_template("pages/interest/kept.html", **_frame(election))


def done_page(election: Election, filed: Filed, once: str) -> ResponseReturnValue:
    """The receipt. Only the press that filed the form gets its link: a like form may be another person's."""
    form = filed.form
    is_own = not filed.was_there_before or (bool(once) and form.sent_key == once)
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
        own_url=address_of(form) if is_own else None,
        closes_forms_at=election.nominations_close_at.astimezone(election.zone),
        opens_vote_at=election.opens_at.astimezone(election.zone),
    )


def closed_page(election: Election) -> ResponseReturnValue:
    chosen, zone = settings_of(election), election.zone
    return render_template(
        "pages/interest/closed.html",
        **_frame(election),
        period=period_of(election),
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
