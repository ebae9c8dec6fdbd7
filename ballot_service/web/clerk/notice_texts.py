"""The clerk's page on the district's own translations of notices: out as a file, back as drafts, read and approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import HiddenField

from ballot_service.catalogues import BASE
from ballot_service.database import db
from ballot_service.models import Role, Wording
from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    LARGEST_TRANSLATION,
    Objection,
    approve_text,
    channel_names,
    drafts,
    in_use,
    is_changed,
    is_stale,
    may_approve,
    objections_to,
    shipped_in,
    take_translation,
    texts_to_translate,
    translated_languages,
)
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clerk.scope import require_whole_district
from ballot_service.web.clock import now
from ballot_service.web.rows import own, own_district

MOST_SHOWN = 100
"""Refused entries that are listed; somebody who took the wrong file is told often enough."""


class ApproveForm(Form):
    """Carries the fingerprint of the words that were read, so that no others are approved."""

    fingerprint = HiddenField()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text that waits, beside the English one, and what stands against its approval."""

    row: Wording
    subject: str
    body: str
    decision: Decision
    form: ApproveForm


@clerk.get("/texts")
@only(Role.CLERK)
def notice_texts() -> ResponseReturnValue:
    """What waits to be read, what is in use, and the file for a translator."""
    require_whole_district()
    return _page(())


def _page(said: Sequence[Objection], problem: str | None = None, *, status: int = 200) -> ResponseReturnValue:
    district = own_district()
    page = render_template(
        "pages/clerk/notice_texts.html",
        form=Form(),
        into=[(tag, language_name(tag)) for tag in translated_languages()],
        chosen=request.form.get("language", ""),
        said=said[:MOST_SHOWN],
        unsaid=len(said[MOST_SHOWN:]),
        problem=problem,
        drafts=[_draft(row) for row in drafts(db.session(), district.id)],
        in_use=[(row, _standing(row)) for row in in_use(db.session(), district.id)],
        names=NOTICE_NAMES,
        channels=channel_names(),
        language_name=language_name,
        local=lambda at: at.astimezone(ZoneInfo(district.zone)),
    )
    return page, status


def _standing(row: Wording) -> Sentence:
    """Whether an approved text goes out, and if not, why and what does instead."""
    if is_stale(row):
        return say("Out of date: the English text has changed. The service’s own translation goes out.")
    if is_changed(row):
        return say(
            "Changed since it was approved. The service’s own translation goes out. Tell the technician."
        )
    return say("In use")


def _draft(row: Wording) -> Draft:
    english = shipped_in(BASE).get((row.notice, row.channel))
    return Draft(
        row=row,
        subject=english.subject if english else "",
        body=english.body if english else "",
        decision=may_approve(row, actor()),
        form=ApproveForm(fingerprint=row.fingerprint),
    )


@clerk.get("/texts/<language>.po")
@only(Role.CLERK)
def notice_texts_file(language: str) -> ResponseReturnValue:
    """The file for a translator."""
    require_whole_district()
    if language not in translated_languages():
        abort(404)
    data = texts_to_translate(db.session(), own_district(), language, now())
    headers = {"Content-Disposition": f'attachment; filename="notices-{language}.po"'}
    return data, 200, {"Content-Type": "text/x-gettext-translation; charset=utf-8", **headers}


@clerk.post("/texts")
@only(Role.CLERK)
def take_notice_texts() -> ResponseReturnValue:
    """Keeps what is in order in a translated file as drafts; shows what is not, line by line."""
    require_whole_district()
    file, language = request.files.get("file"), request.form.get("language", "")
    if not Form().validate():
        abort(400)
    if file is None or not file.filename:
        return _page((), _("Choose the file that came back from the translator."), status=422)
    if language not in translated_languages():
        abort(400)
    data = file.stream.read(LARGEST_TRANSLATION + 1)
    with acting(db.session(), now(), actor()):
        taken = take_translation(db.session(), own_district(), language, data, now=now(), by=actor())
    kept = len(taken.texts)
    flash(ngettext("%(num)s text is kept as a draft.", "%(num)s texts are kept as drafts.", kept), "done")
    if taken.faults:
        return _page(objections_to(taken), status=422)
    return redirect(url_for("clerk.notice_texts"), 303)


@clerk.post("/texts/<uuid:wording_id>/approve")
@only(Role.CLERK)
def approve_notice_text(wording_id: UUID) -> ResponseReturnValue:
    """From now on this text goes out."""
    require_whole_district()
    row, form = own(Wording, wording_id), ApproveForm()
    place = url_for("clerk.notice_texts")
    if not form.validate_on_submit() or form.fingerprint.data != row.fingerprint:
        flash(_("The texts have changed since you read them. Read them again first."), "warning")
        return redirect(place, 303)
    if row.approved_at is None:
        with acting(db.session(), now(), actor()):
            approve_text(db.session(), row, now=now(), by=actor())
    flash(_("The text is approved. It goes out from now on."), "done")
    return redirect(place, 303)
