"""The clerk's pages on guardians' consent: who waits with days left, the link sent, the paper entered."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Candidate, ConsentAnswer, Election, Role
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.consents import (
    Guardian,
    GuardianAnswer,
    StudentConsent,
    ask_guardian,
    enter_paper,
    guardian_named,
    may_ask,
    student_consents,
)
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    in_field,
    language_choices,
    local,
    own_election,
    to_utc,
)
from ballot_service.web.clerk.interest_addition import AdditionForm
from ballot_service.web.clerk.link_forms import LinkForm, scan_of
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import storage

PLACE = "/elections/<uuid:election_id>/consents"
ONE = PLACE + "/<uuid:candidate_id>"
CONSENT_WORDS = {
    Consent.PENDING: say("Waits for the answer"),
    Consent.GIVEN: say("Agreed"),
    Consent.REFUSED: say("Did not agree"),
    Consent.MISSING: say("No answer before the ballot was frozen"),
}
ANSWER_WORDS = {ConsentAnswer.AGREES: say("Agreed"), ConsentAnswer.DECLINES: say("Did not agree")}


class AskForm(LinkForm):
    """Whom to ask, and where the link goes."""

    guardian_name = StringField(
        lazy_gettext("Name of the parent or guardian"), validators=[FILL_IN, LONGEST_LINE]
    )
    was_checked = BooleanField(lazy_gettext("I made sure that this belongs to the parent or guardian"))

    @property
    def guardian(self) -> Guardian:
        return Guardian(
            name=" ".join(self.guardian_name.data.split()),
            kind=self.kind,
            contact=self.contact.data,
            language=self.language.data,
        )


class PaperConsentForm(AdditionForm):
    """A consent form that came on paper, with its scan."""

    guardian_name = StringField(
        lazy_gettext("Name of the parent or guardian"), validators=[FILL_IN, LONGEST_LINE]
    )
    relation = StringField(
        lazy_gettext("Who they are to the student"),
        description=lazy_gettext("For example: mother, grandfather, legal guardian."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    said = RadioField(lazy_gettext("What the paper says"), validators=[CHOOSE])
    needs_scan = True


def _own(election: Election, candidate_id: UUID) -> StudentConsent:
    found = student_consents(db.session(), election)
    return next((one for one in found if one.candidate.id == candidate_id), None) or abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def consents(election_id: UUID) -> ResponseReturnValue:
    """Every student who was nominated, and where the consent stands."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/consents_list.html",
        election=election,
        students=[
            (one, one.days_left(now()), local(one.link_ends, election) if one.link_ends else None)
            for one in student_consents(db.session(), election)
        ],
        consent_words=CONSENT_WORDS,
    )


@clerk.route(ONE, methods=["GET", "POST"])
@only(Role.CLERK)
def student_consent(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """One student: who was asked and what came back; sends a link to the parent or guardian."""
    election = own_election(election_id)
    student = _own(election, candidate_id)
    form = _ask_form(election, student.candidate)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            ask_guardian(
                db.session(),
                student.candidate,
                form.guardian,
                was_checked=form.was_checked.data,
                post=post(),
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("The link is on its way to %(name)s.", name=form.guardian.name), "done")
        return redirect(request.path, 303)
    known = guardian_named(db.session(), student.candidate)
    page = render_template(
        "pages/clerk/consents_student.html",
        election=election,
        student=student,
        ends=local(student.link_ends, election) if student.link_ends else None,
        days=student.days_left(now()),
        form=form,
        decision=may_ask(db.session(), student.candidate, known, post().channels) if known.contact else None,
        answers=[(row, local(row.answered_at, election)) for row in student.consents],
        consent_words=CONSENT_WORDS,
        answer_words=ANSWER_WORDS,
    )
    return page, 422 if form.is_submitted() else 200


def _ask_form(election: Election, candidate: Candidate) -> AskForm:
    known = guardian_named(db.session(), candidate)
    form = AskForm(guardian_name=known.name, contact=known.contact, language=known.language)
    form.language.choices = language_choices([known.language, election.district.language])
    return form


@clerk.route(ONE + "/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def paper_consent(election_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Enters a consent form that came on paper."""
    election = own_election(election_id)
    candidate = _own(election, candidate_id).candidate
    form = PaperConsentForm(
        received_at=in_field(now(), election), guardian_name=guardian_named(db.session(), candidate).name
    )
    form.scan.flags.required = True
    form.said.choices = [SelectChoice(each.value, words(said)) for each, said in ANSWER_WORDS.items()]
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            enter_paper(
                db.session(),
                candidate,
                _on_paper(form, candidate),
                scan_of(form),
                received_at=to_utc(form.received_at.data, election),
                storage=storage(),
                now=now(),
                by=actor(),
            )
        flash(_("The paper is on file."), "done")
        return redirect(
            url_for("clerk.student_consent", election_id=election.id, candidate_id=candidate.id), 303
        )
    page = render_template(
        "pages/clerk/consents_paper.html", election=election, candidate=candidate, form=form
    )
    return page, 422 if form.is_submitted() else 200


def _on_paper(form: PaperConsentForm, candidate: Candidate) -> GuardianAnswer:
    return GuardianAnswer(
        answer=ConsentAnswer(form.said.data),
        guardian_name=" ".join(form.guardian_name.data.split()),
        relation=" ".join(form.relation.data.split()),
        language=candidate.language,
    )


@clerk.get(ONE + "/scans/<uuid:consent_id>")
@only(Role.CLERK)
def consent_scan(election_id: UUID, candidate_id: UUID, consent_id: UUID) -> ResponseReturnValue:
    """The scan of a consent on paper."""
    student = _own(own_election(election_id), candidate_id)
    scans = [row.scan for row in student.consents if row.id == consent_id and row.scan is not None]
    return as_download(scans[0]) if scans else abort(404)
