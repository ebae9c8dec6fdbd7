"""The clerk's pages on guardians' consent to stand and to vote: who waits with days left, links sent, paper entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Candidate, ConsentAnswer, Election, Role, VoterRollEntry
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.consents import (
    Guardian,
    GuardianAnswer,
    StudentConsent,
    ask_all_guardians,
    ask_guardian,
    consent_about,
    enter_paper,
    guardian_named,
    may_ask,
    student_consents,
)
from ballot_service.services.consents import voter_consents as voters_on_roll
from ballot_service.services.consents.asking import MOST_AT_ONCE
from ballot_service.services.consents.students import Student, election_of, is_over, is_student, name_of
from ballot_service.services.facts import settings_of
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post, ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
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
ONE = PLACE + "/<uuid:student_id>"
VOTERS = "/elections/<uuid:election_id>/voter-consents"
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


def _own(election: Election, student_id: UUID) -> StudentConsent:
    """A student of this election who stands or is on the roll."""
    found = next((each for each in _candidates(election) if each.id == student_id), None)
    student = found or db.session.get(VoterRollEntry, student_id) or abort(404)
    if election_of(student).id != election.id or not is_student(db.session(), student):
        abort(404)
    return consent_about(db.session(), student, now())


def _candidates(election: Election) -> Iterator[Candidate]:
    for contest in election.contests:
        yield from contest.candidates


@clerk.get(PLACE)
@only(Role.CLERK)
def consents(election_id: UUID) -> ResponseReturnValue:
    """Every student who was nominated, and where the consent stands."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/consents_list.html",
        election=election,
        students=_lines(student_consents(db.session(), election, now()), election),
        consent_words=CONSENT_WORDS,
    )


@clerk.route(VOTERS, methods=["GET", "POST"])
@only(Role.CLERK)
def voter_consents(election_id: UUID) -> ResponseReturnValue:
    """Every student on the roll, and where the consent to vote stands; asks all guardians who can be asked."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            asked = ask_all_guardians(db.session(), election, post=post(), now=now(), by=actor())
        ring()
        flash(ngettext("%(num)s link is on its way.", "%(num)s links are on their way.", asked), "done")
        return redirect(request.path, 303)
    found = voters_on_roll(db.session(), election, now())
    return render_template(
        "pages/clerk/consents_voters.html",
        election=election,
        students=_lines(found, election),
        for_students=settings_of(election).electorate is Electorate.STUDENTS,
        waiting=sum(one.is_waiting for one in found),
        unasked=sum(one.is_waiting and one.request is None for one in found),
        most=MOST_AT_ONCE,
        is_over=now() >= election.closes_at,
        form=form,
        consent_words=CONSENT_WORDS,
    )


def _lines(
    found: Sequence[StudentConsent], election: Election
) -> list[tuple[StudentConsent, int | None, datetime | None]]:
    return [
        (one, one.days_left(now()), local(one.link_ends, election) if one.link_ends else None)
        for one in found
    ]


@clerk.route(ONE, methods=["GET", "POST"])
@only(Role.CLERK)
def student_consent(election_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """One student: who was asked and what came back; sends a link to the parent or guardian."""
    election = own_election(election_id)
    student = _own(election, student_id)
    form = _ask_form(election, student.student)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            ask_guardian(
                db.session(),
                student.student,
                form.guardian,
                was_checked=form.was_checked.data,
                post=post(),
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("The link is on its way to %(name)s.", name=form.guardian.name), "done")
        return redirect(request.path, 303)
    known = guardian_named(db.session(), student.student)
    page = render_template(
        "pages/clerk/consents_student.html",
        election=election,
        student=student,
        ends=local(student.link_ends, election) if student.link_ends else None,
        days=student.days_left(now()),
        form=form,
        decision=may_ask(db.session(), student.student, known, post().channels, now=now())
        if known.contact
        else None,
        is_over=is_over(student.student, now()),
        is_voter=isinstance(student.student, VoterRollEntry),
        answers=[(row, local(row.answered_at, election)) for row in student.consents],
        consent_words=CONSENT_WORDS,
        answer_words=ANSWER_WORDS,
    )
    return page, 422 if form.is_submitted() else 200


def _ask_form(election: Election, student: Student) -> AskForm:
    known = guardian_named(db.session(), student)
    form = AskForm(guardian_name=known.name, contact=known.contact, language=known.language)
    form.language.choices = language_choices([known.language, election.district.language])
    return form


@clerk.route(ONE + "/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def paper_consent(election_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """Enters a consent form that came on paper."""
    election = own_election(election_id)
    student = _own(election, student_id).student
    form = PaperConsentForm(
        received_at=in_field(now(), election), guardian_name=guardian_named(db.session(), student).name
    )
    form.scan.flags.required = True
    form.said.choices = [SelectChoice(each.value, words(said)) for each, said in ANSWER_WORDS.items()]
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            enter_paper(
                db.session(),
                student,
                _on_paper(form, student),
                scan_of(form),
                received_at=to_utc(form.received_at.data, election),
                storage=storage(),
                now=now(),
                by=actor(),
            )
        flash(_("The paper is on file."), "done")
        return redirect(url_for("clerk.student_consent", election_id=election.id, student_id=student.id), 303)
    page = render_template(
        "pages/clerk/consents_paper.html",
        election=election,
        student_id=student.id,
        name=name_of(student),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _on_paper(form: PaperConsentForm, student: Student) -> GuardianAnswer:
    return GuardianAnswer(
        answer=ConsentAnswer(form.said.data),
        guardian_name=" ".join(form.guardian_name.data.split()),
        relation=" ".join(form.relation.data.split()),
        language=student.language,
    )


@clerk.get(ONE + "/scans/<uuid:consent_id>")
@only(Role.CLERK)
def consent_scan(election_id: UUID, student_id: UUID, consent_id: UUID) -> ResponseReturnValue:
    """The scan of a consent on paper."""
    student = _own(own_election(election_id), student_id)
    scans = [row.scan for row in student.consents if row.id == consent_id and row.scan is not None]
    return as_download(scans[0]) if scans else abort(404)
