"""The clerk's pages on the notice ledger: what was published where and when, the proof, what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import DateField, DateTimeLocalField, SelectField, StringField
from wtforms.validators import Optional

from ballot_service.database import db
from ballot_service.models import Election, NoticeRecord, Role
from ballot_service.rules.calendar import at_local, latest_notice_on
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import NoticeCounting
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS, Moment, NoticeKind, by_language
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import packets
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.services.facts import settings_of
from ballot_service.services.noticing import (
    ledger,
    notice_facts,
    notice_standing,
    record_notice,
    void_notice,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download, check_upload, uploaded
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    ReasonForm,
    confirm_page,
    in_field,
    language_choices,
    local,
    own_election,
    said,
    to_utc,
)
from ballot_service.web.clock import now
from ballot_service.web.rows import own, storage

PLACE = "/elections/<uuid:election_id>/notices"


class NoticeForm(Form):
    """One published notice as it is entered."""

    kind = SelectField(lazy_gettext("How it was published"), validators=[CHOOSE])
    language = SelectField(lazy_gettext("Language of the notice"), validators=[CHOOSE])
    place = StringField(
        lazy_gettext("Where"),
        description=lazy_gettext("For example: front door of the school, or the address of a web page."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    published_at = DateTimeLocalField(
        lazy_gettext("When it was published"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    names_opening_on = DateField(
        lazy_gettext("Opening day that the notice names"),
        description=lazy_gettext("The first day of voting, as people read it in this notice."),
        validators=[FILL_IN],
    )
    evidence = FileField(
        lazy_gettext("Photo, screenshot or copy"),
        description=lazy_gettext(
            "PDF, PNG or JPEG, at most 20 MB. A notice entered later needs this or a witness."
        ),
        validators=[Optional()],
    )
    witness = StringField(lazy_gettext("Name of a person who saw it"), validators=[Optional(), LONGEST_LINE])

    def validate_evidence(self, field: Any) -> None:
        check_upload(field)


@clerk.get(PLACE)
@only(Role.CLERK)
def notices(election_id: UUID) -> ResponseReturnValue:
    """The ledger, how notice stands in each language, and what still has to be published by when."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/notices_ledger.html",
        election=election,
        opens=local(election.opens_at, election),
        records=ledger(db.session(), election),
        kind_words=KIND_WORDS,
        packets=packets(db.session(), election),
        packet_names=NOTICE_NAMES,
        language_name=language_name,
        local=lambda at: local(at, election),
        standing=_standing_by_language(election),
        decision=notice_standing(db.session(), election, now()),
    )


def _standing_by_language(election: Election) -> list[Sentence]:
    """ "Notice is complete for English." and, for the others, what they need by when."""
    facts = notice_facts(db.session(), election, now(), moment=Moment.SCHEDULING)
    settings = settings_of(election)
    last = latest_notice_on(
        facts.opening_on,
        settings.min_notice_days,
        clear_days=settings.notice_counting is NoticeCounting.CLEAR_DAYS,
    )
    return [
        say("Notice is complete for {language}.", language=language_name(one.language))
        if one.complete_on is not None
        else say(
            "{language} needs more ways, by {day}: {missing}.",
            language=language_name(one.language),
            day=last,
            missing=settings.notice_min_channels - len(one.first_days),
        )
        for one in by_language(facts)
    ]


@clerk.route(PLACE + "/new", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_notice(election_id: UUID) -> ResponseReturnValue:
    """Enters a notice that was published, with its proof."""
    election = own_election(election_id)
    form = NoticeForm(
        published_at=in_field(now(), election), names_opening_on=local(election.opens_at, election).date()
    )
    form.kind.choices = said({kind.value: sentence for kind, sentence in KIND_WORDS.items()})
    form.language.choices = language_choices(settings_of(election).required_languages)
    if not form.validate_on_submit():
        return _entry_page(election, form, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            _record(election, form)
    except Refused as refused:
        return _entry_page(election, form, refused.decision, 409)
    flash(_("The notice is in the ledger."), "done")
    return redirect(url_for("clerk.notices", election_id=election.id), 303)


def _record(election: Election, form: NoticeForm) -> NoticeRecord:
    return record_notice(
        db.session(),
        election,
        kind=NoticeKind(form.kind.data),
        language=form.language.data,
        place=form.place.data.strip(),
        published_at=_published(election, form),
        names_opening_at=at_local(
            form.names_opening_on.data, f"{local(election.opens_at, election):%H:%M}", election.district.zone
        ),
        evidence=uploaded(form.evidence, "notice"),
        storage=storage(),
        witness=form.witness.data or "",
        now=now(),
        by=actor(),
    )


def _published(election: Election, form: NoticeForm) -> Any:
    """The field knows no seconds: the present minute means now."""
    typed = to_utc(form.published_at.data, election)
    return min(typed, now()) if typed - now() < timedelta(minutes=1) else typed


def _entry_page(
    election: Election, form: NoticeForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    page = render_template(
        "pages/clerk/notices_entry.html",
        election=election,
        form=form,
        decision=decision,
        opens=local(election.opens_at, election),
    )
    return page, status


def _own_record(election: Election, record_id: UUID) -> NoticeRecord:
    record = own(NoticeRecord, record_id)
    return record if record.election_id == election.id else abort(404)


@clerk.route(PLACE + "/<uuid:record_id>/void", methods=["GET", "POST"])
@only(Role.CLERK)
def void_entry(election_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Takes back an entry made by mistake; the line stays, marked."""
    election = own_election(election_id)
    record = _own_record(election, record_id)
    if record.voided_at is not None:
        flash(_("This entry has been taken back already."), "warning")
        return redirect(url_for("clerk.notices", election_id=election.id), 303)
    form = ReasonForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            void_notice(db.session(), election, record, form.reason.data, now=now(), by=actor())
        flash(_("The entry no longer counts."), "done")
        return redirect(url_for("clerk.notices", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Take back an entry"),
        says=[
            _("The entry for “%(place)s” no longer counts as notice.", place=record.place),
            _("The line stays in the ledger, with your reason."),
            _("Voting may have to open later."),
        ],
        undo=_("This cannot be undone. You can enter the notice anew."),
        button=_("Take back this entry"),
        back=url_for("clerk.notices", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )


@clerk.get(PLACE + "/<uuid:record_id>/evidence")
@only(Role.CLERK)
def evidence(election_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """The stored proof, always as a download: what somebody sent in is never shown in a page of ours."""
    file = _own_record(own_election(election_id), record_id).evidence or abort(404)
    return as_download(file)
