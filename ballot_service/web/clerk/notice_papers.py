"""A notice on paper: letters for people whom no message reaches, and flyers for walls."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import TextAreaField

from ballot_service.database import db
from ballot_service.lettering import LettersChanged, set_and_record
from ballot_service.mailing import channels_for_news
from ballot_service.models import Election, Role
from ballot_service.printing.letters import Letter, letters_pdf
from ballot_service.printing.notice_flyers import notice_flyers_pdf
from ballot_service.printing.typesetting import CannotPrint
from ballot_service.rules.languages import language_name
from ballot_service.services.announcing import (
    ON_PAPER,
    Announcement,
    Announcing,
    PaperNotice,
    may_send,
    on_paper,
    prepare,
    print_notice_letters,
    reprint_notice_letters,
)
from ballot_service.services.papers import POSTER_CODE, SCAN
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import FILL_IN, LONGEST_TEXT, own_election
from ballot_service.web.clerk.letters import SizeForm
from ballot_service.web.clerk.papers import SIZES
from ballot_service.web.clerk.sending_words import NAMES
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

log = structlog.get_logger()

PLACE = f"/elections/<uuid:election_id>/sending/<any({', '.join(ON_PAPER)}):kind>"
SIZE = '<any("plain", "large"):size>'
FLYER, AGAIN = "flyer", "again"


class AgainForm(SizeForm):
    """Letters that were printed before, once more. It stands on one page with the form for new ones."""

    reason = TextAreaField(
        lazy_gettext("Why are they printed again?"),
        description=lazy_gettext(
            "For example: the printer jammed, or a letter was lost. The record keeps it."
        ),
        validators=[FILL_IN, LONGEST_TEXT],
    )


@clerk.route(PLACE + "/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def notice_paper(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Who needs the notice on paper and what it says; a press of the button answers with the letters as a PDF."""
    election, form = own_election(election_id), SizeForm()
    if form.validate_on_submit():
        return _letters(election, Announcing(kind), form)
    return _page(
        election, _paper(election, Announcing(kind)), form, status=422 if form.is_submitted() else 200
    )


@clerk.post(PLACE + "/paper/again")
@only(Role.CLERK)
def notice_paper_again(election_id: UUID, kind: str) -> ResponseReturnValue:
    """The letters that were printed before, once more as a PDF."""
    election, again = own_election(election_id), AgainForm(prefix=AGAIN)
    if again.validate_on_submit():
        return _letters(election, Announcing(kind), again)
    return _page(
        election, _paper(election, Announcing(kind)), SizeForm(formdata=None), again=again, status=422
    )


def _paper(election: Election, kind: Announcing) -> PaperNotice:
    return on_paper(
        db.session(),
        election,
        kind,
        origin=settings().public_origin,
        speak=speak,
        channels=channels_for_news(settings()),
        now=now(),
    )


def _page(
    election: Election,
    paper: PaperNotice,
    form: SizeForm,
    *,
    again: AgainForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    notice, kind = paper.announcement.notice, paper.announcement.kind
    page = render_template(
        "pages/clerk/notice_paper.html",
        election=election,
        kind=kind,
        name=NAMES[kind],
        paper=paper,
        form=form,
        again=again or AgainForm(formdata=None, prefix=AGAIN),
        texts=[text for text in notice.texts if text.channel == "letter"],
        flyers=[text.language for text in notice.texts if text.channel == FLYER],
        decision=may_send(db.session(), election, paper.announcement, now=now(), by=actor()),
        language_name=language_name,
        problem=problem,
    )
    return page, status


def _letters(election: Election, kind: Announcing, form: SizeForm) -> ResponseReturnValue:
    """Nothing is recorded where the pages cannot be made."""

    def run() -> tuple[Letter, ...]:
        paper = _paper(election, kind)
        if isinstance(form, AgainForm):
            why = form.reason.data.strip()
            return reprint_notice_letters(db.session(), election, paper, speak, why, now=now(), by=actor())
        return print_notice_letters(db.session(), election, paper, speak, now=now(), by=actor())

    def set_pages(letters: tuple[Letter, ...]) -> bytes:
        return letters_pdf(
            letters,
            title=words(NAMES[kind]),
            code_says=words(POSTER_CODE),
            made_at=now(),
            size=form.type_size,
        )

    try:
        pdf, _printed = set_and_record(db.session(), run, set_pages, now=now(), by=actor())
    except (LettersChanged, CannotPrint) as problem:
        log.warning("notice_letters_not_printed", error=type(problem).__name__)
        changed = _("Something changed while the letters were made. Nothing was printed. Print them again.")
        broken = _(
            "The letters could not be made. Nothing was printed. Ask the technician to look at the logs."
        )
        says = changed if isinstance(problem, LettersChanged) else broken
        again = form if isinstance(form, AgainForm) else None
        other = SizeForm(formdata=None) if again else form
        return _page(election, _paper(election, kind), other, again=again, problem=says, status=409)
    return _file(pdf, f"letters-{kind.value}.pdf")


@clerk.get(f"{PLACE}/flyer-<language>-{SIZE}.pdf")
@only(Role.CLERK)
def notice_flyer(election_id: UUID, kind: str, language: str, size: str) -> ResponseReturnValue:
    """The notice as a flyer in one language, in words that may go out."""
    election = own_election(election_id)
    prepared = _flyer(election, Announcing(kind))
    text = prepared.notice.text(language, FLYER)
    allowed = may_send(db.session(), election, prepared, now=now(), by=actor()).allowed
    if text is None or not allowed:
        abort(404)
    pdf = notice_flyers_pdf(
        {language: text.body},
        title=words(NAMES[prepared.kind]),
        scan={language: speak(language, SCAN)},
        code_says={language: speak(language, POSTER_CODE)},
        made_at=now(),
        size=SIZES[size],
    )
    return _file(pdf, f"flyer-{kind}-{language}-{size}.pdf")


def _flyer(election: Election, kind: Announcing) -> Announcement:
    return prepare(
        db.session(),
        election,
        kind,
        origin=settings().public_origin,
        speak=speak,
        channels=(FLYER,),
        now=now(),
    )


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)
