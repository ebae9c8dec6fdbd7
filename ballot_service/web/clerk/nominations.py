"""The clerk's pages on people nominated by somebody else: who has not answered with days left, the link, the paper."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Election, FormState, InterestForm, NomineeAnswer, Role
from ballot_service.rules.words import Sentence, say
from ballot_service.services import interest
from ballot_service.services.acting import acting
from ballot_service.services.facts import title_of
from ballot_service.services.interest import GivenAnswer, NominatedPerson, NomineeContact
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

PLACE = "/elections/<uuid:election_id>/nominations"
ONE = PLACE + "/<uuid:form_id>"
ANSWER_WORDS = {NomineeAnswer.ACCEPTS: say("Said yes"), NomineeAnswer.DECLINES: say("Said no")}
WAITS = say("Has not answered")
OWN_FORM = say("Sent a form of their own")
NEVER_SAID_YES = say("No answer before the ballot was frozen")
OVER = say("Does not stand any more")


class NomineeLinkForm(LinkForm):
    """Where the link to the person nominated goes."""

    was_checked = BooleanField(lazy_gettext("I made sure that this belongs to the person nominated"))

    @property
    def nominee(self) -> NomineeContact:
        return NomineeContact(kind=self.kind, contact=self.contact.data, language=self.language.data)


class PaperAnswerForm(AdditionForm):
    """A signed answer that came on paper, with its scan."""

    name = StringField(lazy_gettext("Who signed"), validators=[FILL_IN, LONGEST_LINE])
    said = RadioField(lazy_gettext("What the paper says"), validators=[CHOOSE])
    needs_scan = True


def standing_of(one: NominatedPerson) -> Sentence:
    """Where a nomination stands, in a few words."""
    if one.is_waiting:
        return WAITS
    if one.answers:
        return ANSWER_WORDS[one.answers[0].answer]
    if one.form.state is FormState.REFUSED and one.form.decided_because == str(interest.NO_ANSWER):
        return NEVER_SAID_YES
    stands = one.form.state in interest.STANDING_STATES
    return OWN_FORM if stands else OVER


def _own(election: Election, form_id: UUID) -> NominatedPerson:
    found = interest.nominated_people(db.session(), election)
    return next((one for one in found if one.form.id == form_id), None) or abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def nominations(election_id: UUID) -> ResponseReturnValue:
    """Everybody who was nominated by somebody else, and whether they have accepted."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/nominations_list.html",
        election=election,
        people=[
            (one, standing_of(one), one.days_left(now()), _ends(one, election))
            for one in interest.nominated_people(db.session(), election)
        ],
        title_of=title_of,
    )


def _ends(one: NominatedPerson, election: Election) -> object:
    return local(one.link_ends, election) if one.link_ends else None


@clerk.route(ONE, methods=["GET", "POST"])
@only(Role.CLERK)
def nomination(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """One person: who was asked and what came back; sends a link."""
    election = own_election(election_id)
    one = _own(election, form_id)
    known = interest.nominee_contact(one.form, post().channels)
    form = NomineeLinkForm(contact=known.contact, language=known.language)
    form.language.choices = language_choices([known.language, election.district.language])
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            interest.ask_nominee(
                db.session(),
                one.form,
                form.nominee,
                was_checked=form.was_checked.data,
                post=post(),
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("The link is on its way to %(name)s.", name=one.form.name), "done")
        return redirect(request.path, 303)
    page = render_template(
        "pages/clerk/nominations_one.html",
        election=election,
        one=one,
        seats=title_of(one.form.contest),
        stands=standing_of(one),
        ends=_ends(one, election),
        days=one.days_left(now()),
        form=form,
        decision=interest.may_ask(db.session(), one.form, known, post().channels) if one.is_waiting else None,
        answers=[(row, local(row.answered_at, election)) for row in one.answers],
        answer_words=ANSWER_WORDS,
    )
    return page, 422 if form.is_submitted() else 200


@clerk.route(ONE + "/paper", methods=["GET", "POST"])
@only(Role.CLERK)
def paper_answer(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Enters a signed answer that came on paper."""
    election = own_election(election_id)
    filed = _own(election, form_id).form
    form = PaperAnswerForm(received_at=in_field(now(), election), name=filed.name)
    form.scan.flags.required = True
    form.said.choices = [SelectChoice(each.value, words(said)) for each, said in ANSWER_WORDS.items()]
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            interest.enter_paper_answer(
                db.session(),
                filed,
                _on_paper(form, filed),
                scan_of(form),
                received_at=min(to_utc(form.received_at.data, election), now()),
                storage=storage(),
                now=now(),
                by=actor(),
            )
        flash(_("The paper is on file."), "done")
        return redirect(url_for("clerk.nomination", election_id=election.id, form_id=filed.id), 303)
    page = render_template("pages/clerk/nominations_paper.html", election=election, filed=filed, form=form)
    return page, 422 if form.is_submitted() else 200


def _on_paper(form: PaperAnswerForm, filed: InterestForm) -> GivenAnswer:
    name = " ".join(form.name.data.split())
    return GivenAnswer(answer=NomineeAnswer(form.said.data), name=name, language=filed.language)


@clerk.get(ONE + "/scans/<uuid:answer_id>")
@only(Role.CLERK)
def answer_scan(election_id: UUID, form_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """The scan of an answer on paper."""
    one = _own(own_election(election_id), form_id)
    scans = [row.scan for row in one.answers if row.id == answer_id and row.scan is not None]
    return as_download(scans[0]) if scans else abort(404)
