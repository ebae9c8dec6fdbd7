"""The clerk's pages on interest forms: the list, one form with everything about it, and the decision on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Election, FormState, InterestForm, Role
from ballot_service.rules.decision import Decision
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.rules.interest_words import CHANNEL_WORDS, QUESTION_WORDS
from ballot_service.rules.nominations import may_serve
from ballot_service.services import interest
from ballot_service.services.announcing.form_letters import letters_waiting
from ballot_service.services.facts import title_of
from ballot_service.services.people_search import ties_of
from ballot_service.web.access import only
from ballot_service.web.answering import post
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, Form, local, own_election
from ballot_service.web.clerk.interest_words import STATE_ORDER, STATE_WORDS
from ballot_service.web.clock import now
from ballot_service.web.rows import own, storage

PLACE = "/elections/<uuid:election_id>/interest"
ONE = PLACE + "/<uuid:form_id>"
NOT_ADDED = frozenset({Question.ACCEPTANCE.value})
"""Nobody but the person nominated says yes: by the link or on a signed paper."""
NOBODY = "new"
"""The person is not in the district's files."""


class QualifyForm(Form):
    """Who of the district's files the form is from."""

    person = RadioField(lazy_gettext("Who is this person?"), validators=[CHOOSE])


def desk() -> interest.Desk:
    return interest.Desk(storage=storage(), post=post())


def own_form(election: Election, form_id: UUID) -> InterestForm:
    """The form of this election. Aborts with 404."""
    form = own(InterestForm, form_id)
    return form if form.election_id == election.id else abort(404)


@clerk.get(PLACE)
@only(Role.CLERK)
def interest_forms(election_id: UUID) -> ResponseReturnValue:
    """Every form by its state: those to check first, then those that lack something, with what is missing."""
    election = own_election(election_id)
    forms = interest.forms_of(db.session(), election)
    groups = [(state, [form for form in forms if form.state is state]) for state in STATE_ORDER]
    return render_template(
        "pages/clerk/interest_list.html",
        election=election,
        groups=[(state, found) for state, found in groups if found],
        seats=[(contest, title_of(contest)) for contest in election.contests],
        waiting=letters_waiting(db.session(), election),
        key=Form(),
        state_words=STATE_WORDS,
        channel_words=CHANNEL_WORDS,
        title_of=title_of,
        objections=lambda form: interest.form_decision(form).objections,
        local=lambda at: local(at, election),
        is_open=election.nominations_open_at <= now() and election.ballot_frozen_at is None,
    )


@clerk.get(ONE)
@only(Role.CLERK)
def interest_form(election_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """One form: what it says, what is missing, who it may be, and what the rules say to each."""
    election = own_election(election_id)
    return _form_page(election, own_form(election, form_id))


def _form_page(election: Election, form: InterestForm, status: int = 200) -> ResponseReturnValue:
    likely = interest.likely_people(db.session(), form)
    is_open = form.state in interest.OPEN_STATES
    page = render_template(
        "pages/clerk/interest_form.html",
        election=election,
        form=form,
        title_of_seats=title_of(form.contest),
        state=STATE_WORDS[form.state],
        because=interest.reason_as_read(form.decided_because),
        lines=[*interest.filing_lines(form), *interest.lines_of(form)],
        additions=form.additions,
        is_nomination=form.filled_in_by is FilledInBy.NOMINATOR and form.state is not FormState.LATE,
        question_words=QUESTION_WORDS,
        decision=interest.form_decision(form),
        serving=serving_of(form, likely) if is_open else None,
        missing=_missing(form) if is_open else [],
        is_open=is_open,
        may_withdraw=form.state in interest.STANDING_STATES,
        may_qualify=form.state is FormState.RECEIVED and not election.names_are_fixed,
        qualify=qualify_form_of(form, likely),
        likely=[(one, ties_of(db.session(), one.person)) for one in likely],
        nobody=NOBODY,
        waits_for_letter=form.id in letters_waiting(db.session(), election),
        local=lambda at: local(at, election),
    )
    return page, status


def serving_of(form: InterestForm, likely: list[interest.Likely]) -> Decision:
    """What the rules on who may serve say: by the files where the person is known, else by the form alone."""
    person = form.person or next((one.person for one in likely if one.is_certain), None)
    return may_serve(interest.weighed_facts(db.session(), form, person))


def _missing(form: InterestForm) -> list[tuple[str, Any]]:
    """(question, its words) for everything that can be added. A yes to a nomination has pages of its own."""
    codes = interest.form_decision(form).codes
    prefix = "missing_"
    found = [code.removeprefix(prefix) for code in codes if code.startswith(prefix)]
    found = [name for name in found if name not in NOT_ADDED]
    return [(name, said) for question, said in QUESTION_WORDS.items() if (name := question.value) in found]


def qualify_form_of(form: InterestForm, likely: list[interest.Likely]) -> QualifyForm:
    """Each person it may be, with what speaks for it; and somebody who is not in the files."""
    page = QualifyForm(formdata=request.form or None)
    choices = [SelectChoice(str(one.person.id), one.person.name) for one in likely]
    page.person.choices = [*choices, SelectChoice(NOBODY, _("Somebody who is not in the district's files"))]
    if not page.is_submitted() and form.person_id is not None:
        page.person.data = str(form.person_id)
    return page
