"""The clerk's inbox: what people wrote, who that may be, and the answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, TextAreaField

from ballot_service.database import db
from ballot_service.models import Conversation, Role
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.announcing import channel_name
from ballot_service.services.announcing.answers import answers_stand, way_back
from ballot_service.services.inbox import (
    DeskWish,
    answer_question,
    inbox_page,
    may_answer,
    people_at,
    settle,
    wishes_here,
    write_down_wish,
)
from ballot_service.web.access import actor, only
from ballot_service.web.answering import post_for_answers, ring
from ballot_service.web.case_words import clean_line, clean_words
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_TEXT, Form, ReasonForm, named, said
from ballot_service.web.clerk.scope import require_whole_district
from ballot_service.web.clock import now
from ballot_service.web.rows import own, own_district

ONE = "/inbox/<uuid:conversation_id>"
READ_AS = {
    "stop": say("Taken for: no more messages"),
    "start": say("Taken for: messages again"),
    "help": say("Taken for: help; the service answered"),
    "language": say("Taken for: another language"),
    "wrong_number": say("Taken for: wrong number"),
}
"""What the service took a message for that it obeyed by itself."""
WISHES = {
    DeskWish.STOP: say("No messages here at all"),
    DeskWish.NO_NEWS: say("No news here; ballot links and answers are fine"),
    DeskWish.START: say("Messages are fine here again"),
    DeskWish.NOT_THIS_PERSON: say("This is not the address of one person in the files"),
}


class AnswerForm(Form):
    """The answer in the clerk's words."""

    words = TextAreaField(lazy_gettext("Your answer"), validators=[FILL_IN, LONGEST_TEXT])


class WishForm(ReasonForm):
    """What somebody said about messages to this address."""

    wish = RadioField(lazy_gettext("What the person said"), validators=[CHOOSE])
    person = SelectField(lazy_gettext("Whose address it is not"), default="")
    reason = TextAreaField(
        lazy_gettext("How you know"),
        description=lazy_gettext("For example: she called on Monday and said so."),
        validators=[FILL_IN, LONGEST_TEXT],
    )

    def choices(self, people: list[tuple[UUID, str]]) -> None:
        """Offers the people who have this address."""
        self.wish.choices = said(WISHES)
        self.person.choices = named(people, _("Nobody"))

    def validate_person(self, field: SelectField) -> None:
        """A wrong address is wrong for somebody."""
        if self.wish.data == DeskWish.NOT_THIS_PERSON and not field.data:
            FILL_IN(self, field)


@clerk.get("/inbox")
@only(Role.CLERK)
def inbox() -> ResponseReturnValue:
    """Who waits for an answer, the longest first; or every conversation."""
    require_whole_district()
    only_waiting = request.args.get("show") != "all"
    page = request.args.get("page", 1, type=int)
    found = inbox_page(db.session(), own_district().id, only_waiting=only_waiting, page=page)
    show = "waiting" if only_waiting else "all"
    return render_template(
        "pages/clerk/inbox_list.html",
        found=found,
        show=show,
        local=_local,
        previous_url=url_for("clerk.inbox", show=show, page=found.page - 1) if found.page > 1 else None,
        next_url=url_for("clerk.inbox", show=show, page=found.page + 1) if found.page < found.pages else None,
    )


@clerk.route(ONE, methods=["GET", "POST"])
@only(Role.CLERK)
def conversation(conversation_id: UUID) -> ResponseReturnValue:
    """One conversation; sends an answer by the way the question came."""
    found, form = _own(conversation_id), AnswerForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            answer_question(
                db.session(),
                found,
                clean_words(form.words.data),
                post=post_for_answers(),
                now=now(),
                by=actor(),
            )
        ring()
        flash(_("The answer is on its way."), "done")
        return redirect(url_for("clerk.inbox"), 303)
    return _page(found, form, _wish_form(found))


@clerk.post(ONE + "/done")
@only(Role.CLERK)
def settle_conversation(conversation_id: UUID) -> ResponseReturnValue:
    """Nothing more is to be done."""
    found = _own(conversation_id)
    with acting(db.session(), now(), actor()):
        settle(db.session(), found, now=now(), by=actor())
    flash(_("It is marked as done."), "done")
    return redirect(url_for("clerk.inbox"), 303)


@clerk.post(ONE + "/wish")
@only(Role.CLERK)
def conversation_wish(conversation_id: UUID) -> ResponseReturnValue:
    """Writes down what somebody said about messages to this address."""
    found = _own(conversation_id)
    form = _wish_form(found)
    if not form.validate_on_submit():
        return _page(found, AnswerForm(formdata=None), form)
    with acting(db.session(), now(), actor()):
        write_down_wish(
            db.session(),
            found,
            DeskWish(form.wish.data),
            clean_line(form.reason.data),
            person_id=UUID(form.person.data) if form.person.data else None,
            now=now(),
            by=actor(),
        )
    flash(_("It is written down, and counts from now on."), "done")
    return redirect(url_for("clerk.conversation", conversation_id=found.id), 303)


def _own(conversation_id: UUID) -> Conversation:
    require_whole_district()
    return own(Conversation, conversation_id)


def _wish_form(found: Conversation) -> WishForm:
    form = WishForm()
    people = people_at(db.session(), found.district_id, found.kind, found.contact)
    form.choices([(one.id, one.name) for one in people])
    return form


def _page(found: Conversation, form: AnswerForm, wish_form: WishForm) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "pages/clerk/inbox_conversation.html",
        conversation=found,
        people=people_at(session, found.district_id, found.kind, found.contact),
        stands=answers_stand(session, [one.id for one in found.messages if one.written_by]),
        read_as=READ_AS,
        wishes=[(wish, _local(wish.at)) for wish in wishes_here(session, found)],
        decision=may_answer(session, found, "", post_for_answers().channels, now=now()),
        written_in=language_name(found.answered_in),
        goes_by=channel_name(way_back(found, post_for_answers().channels, now())),
        form=form,
        wish_form=wish_form,
        local=_local,
    )
    return page, 422 if form.errors or wish_form.errors else 200


def _local(at: datetime) -> datetime:
    """A moment on the district's clock."""
    return at.astimezone(ZoneInfo(own_district().zone))
