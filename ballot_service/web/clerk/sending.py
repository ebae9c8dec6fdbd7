"""The clerk's pages on sending: read the texts, see whom they reach, send, and settle what is unclear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Election, Role
from ballot_service.rules.languages import language_name
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    Announcement,
    Announcing,
    Quote,
    Ruling,
    approve_words,
    may_send,
    not_reached,
    prepare,
    quote,
    rule_on,
    send_ballot_links,
    send_election_notice,
    unclear_messages,
    versions,
)
from ballot_service.services.facts import settings_of
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, Form, ReasonForm, confirm_page, local, own_election
from ballot_service.web.clerk.sending_words import CHANNEL_WORDS, NAMES, STATUS_WORDS
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/sending"
KINDS = '/<any("election_notice", "ballot_link"):kind>'
ACTS: dict[Announcing, Callable[..., Any]] = {
    Announcing.ELECTION_NOTICE: send_election_notice,
    Announcing.BALLOT_LINK: send_ballot_links,
}


class SendForm(Form):
    """Carries the fingerprint of the texts that were read, so that no others are sent."""

    fingerprint = HiddenField()


class RulingForm(ReasonForm):
    """A person's word on a message of which nobody knows whether it left."""

    ruling = RadioField(
        lazy_gettext("What should happen?"),
        choices=[
            SelectChoice(Ruling.REPEAT.value, lazy_gettext("Send it again. It may then arrive twice.")),
            SelectChoice(
                Ruling.GIVE_UP.value, lazy_gettext("Leave it. The person is listed as not reached.")
            ),
        ],
        validators=[CHOOSE],
    )


def _prepared(election: Election, kind: Announcing) -> Announcement:
    return prepare(db.session(), election, kind, origin=settings().public_origin, speak=speak)


@clerk.get(PLACE)
@only(Role.CLERK)
def sending(election_id: UUID) -> ResponseReturnValue:
    """Both notices: how far each is, and what waits for a person's word. Reload to see it move."""
    election = own_election(election_id)
    return render_template(
        "pages/clerk/sending_overview.html",
        election=election,
        names=NAMES,
        versions={kind: versions(db.session(), election, kind) for kind in Announcing},
        unclear=unclear_messages(db.session(), election),
        status_words=STATUS_WORDS,
        language_name=language_name,
        local=lambda at: local(at, election),
    )


@clerk.get(PLACE + KINDS)
@only(Role.CLERK)
def announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """The texts in each language, whom they would reach, and who cannot be reached and why."""
    election = own_election(election_id)
    prepared = _prepared(election, Announcing(kind))
    needs_two = settings_of(election).two_person_notice_approval
    return render_template(
        "pages/clerk/sending_preview.html",
        election=election,
        kind=prepared.kind,
        name=NAMES[prepared.kind],
        texts=[text for text in prepared.notice.texts if text.channel == "email"],
        quote=quote(db.session(), election, prepared),
        decision=may_send(db.session(), election, prepared, now=now(), by=actor()),
        form=SendForm(fingerprint=prepared.notice.fingerprint) if needs_two else None,
        missed=not_reached(db.session(), election, prepared.kind),
        language_name=language_name,
        channel_words=CHANNEL_WORDS,
    )


@clerk.post(PLACE + KINDS + "/approve")
@only(Role.CLERK)
def approve_announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Keeps that this person has read the texts and stands for them."""
    election = own_election(election_id)
    prepared = _prepared(election, Announcing(kind))
    form = SendForm()
    if not form.validate_on_submit() or form.fingerprint.data != prepared.notice.fingerprint:
        return _changed(election, kind)
    with acting(db.session(), now(), actor()):
        approve_words(db.session(), election, prepared, now=now(), by=actor())
    flash(_("You have approved these texts. Another clerk can send them now."), "done")
    return redirect(url_for("clerk.announcement", election_id=election.id, kind=kind), 303)


def _changed(election: Election, kind: str) -> ResponseReturnValue:
    flash(_("The texts have changed since you read them. Read them again first."), "warning")
    return redirect(url_for("clerk.announcement", election_id=election.id, kind=kind), 303)


@clerk.route(PLACE + KINDS + "/send", methods=["GET", "POST"])
@only(Role.CLERK)
def send_announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Hands the messages to the outbox, after a page that says how many go to whom."""
    election = own_election(election_id)
    prepared = _prepared(election, Announcing(kind))
    form = SendForm(fingerprint=prepared.notice.fingerprint)
    if form.validate_on_submit():
        if form.fingerprint.data != prepared.notice.fingerprint:
            return _changed(election, kind)
        _send(election, prepared.kind)
        return redirect(url_for("clerk.sending", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Send: %(name)s", name=words(NAMES[prepared.kind])),
        says=_what_sending_does(quote(db.session(), election, prepared)),
        undo=_("What has been sent cannot be called back."),
        button=_("Send now"),
        back=url_for("clerk.announcement", election_id=election.id, kind=kind),
    )


def _send(election: Election, kind: Announcing) -> None:
    with acting(db.session(), now(), actor()):
        added = ACTS[kind](
            db.session(), election, origin=settings().public_origin, speak=speak, now=now(), by=actor()
        )
    _ring()
    queued = added["queued"]
    flash(ngettext("%(num)s message is on its way.", "%(num)s messages are on their way.", queued), "done")


def _ring() -> None:
    """Wakes the worker. Without a bell the next sweep finds the messages."""
    bell = current_app.extensions.get("bell")
    if bell is not None:
        bell.ring()


def _what_sending_does(quoted: Quote) -> list[str]:
    people = ngettext("%(num)s person gets it.", "%(num)s people get it.", quoted.people)
    mails = ngettext("%(num)s message goes out.", "%(num)s messages go out.", quoted.messages)
    says = [people, mails]
    if quoted.passed_over:
        says.append(
            ngettext(
                "%(num)s person cannot be reached this way and has to be told otherwise.",
                "%(num)s people cannot be reached this way and have to be told otherwise.",
                len(quoted.passed_over),
            )
        )
    if quoted.already:
        says.append(
            ngettext(
                "%(num)s message was sent before and is not sent again.",
                "%(num)s messages were sent before and are not sent again.",
                quoted.already,
            )
        )
    return says


@clerk.route(PLACE + "/unclear/<uuid:delivery_id>", methods=["GET", "POST"])
@only(Role.CLERK)
def settle_message(election_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """A person's word on one message of which nobody knows whether it left."""
    election = own_election(election_id)
    waiting = unclear_messages(db.session(), election)
    message = next((one for one in waiting if one.unclear.delivery_id == delivery_id), None) or abort(404)
    form = RulingForm()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            rule_on(
                db.session(),
                election,
                delivery_id,
                Ruling(form.ruling.data),
                form.reason.data,
                now=now(),
                by=actor(),
            )
        _ring()
        flash(_("Your decision is kept."), "done")
        return redirect(url_for("clerk.sending", election_id=election.id), 303)
    name = message.entry.person.name if message.entry else ""
    return confirm_page(
        election,
        form,
        title=_("Settle an unclear message"),
        says=[
            _("The message to %(name)s may have been sent, or not. Nobody knows.", name=name),
            _("If the person says it has come, leave it. If not, send it again."),
        ],
        undo=_("Your decision and your reason are kept in the record."),
        button=_("Keep this decision"),
        back=url_for("clerk.sending", election_id=election.id),
        status=422 if form.is_submitted() else 200,
    )
