"""The clerk's pages on sending: read the texts, see whom they reach, and send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import HiddenField

from ballot_service.database import db
from ballot_service.mailing import carriers, channels, channels_for_news, pacing_of
from ballot_service.models import Election, Role
from ballot_service.rules.languages import language_name
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    BEFORE_A_ROLL,
    HOURS,
    TELLS_WHO_VOTED,
    USUAL_HOURS,
    Announcement,
    Announcing,
    Estimate,
    Quote,
    Remark,
    Terms,
    Ways,
    approve_words,
    channel_name,
    channel_names,
    estimate,
    halted,
    may_send,
    not_reached,
    outlook,
    policies_of,
    preferred,
    prepare,
    quote,
    remarks,
    send_notice,
    text_message_parts,
    unclear_messages,
    unclear_said,
    versions,
)
from ballot_service.services.facts import settings_of
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, confirm_page, local, own_election
from ballot_service.web.clerk.sending_words import (
    NAMES,
    STATUS_WORDS,
    WAYS_WORDS,
    what_is_in_place,
    what_sending_does,
)
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

PLACE = "/elections/<uuid:election_id>/sending"
KINDS = f"/<any({', '.join(Announcing)}):kind>"
MAY_CHOOSE = (*BEFORE_A_ROLL, Announcing.ELECTION_NOTICE)
"""Of these the clerk chooses the ways that they take."""


class SendForm(Form):
    """Carries the fingerprint of the texts that were read, so that no others are sent, and the ways chosen."""

    fingerprint = HiddenField()
    ways = HiddenField()
    via = HiddenField()
    hours = HiddenField()


def _prepared(election: Election, kind: Announcing) -> Announcement:
    """A personal link goes one way only; for a notice the clerk may choose every way there is, and which ones."""
    asked = request.values.get("ways", "")
    may_choose = kind in MAY_CHOOSE and asked in list(Ways)
    return prepare(
        db.session(),
        election,
        kind,
        origin=settings().public_origin,
        speak=speak,
        channels=_chosen(kind),
        ways=Ways(asked) if may_choose else Ways.ONE,
        over=timedelta(hours=_hours()) if kind in TELLS_WHO_VOTED else timedelta(0),
        now=now(),
    )


def _hours() -> int:
    """Over how many hours reminders are spread."""
    asked = request.values.get("hours", "")
    return int(asked) if asked in map(str, HOURS) else USUAL_HOURS


def _offered(kind: Announcing) -> list[Any]:
    """The kinds of message that this installation can send, and that may carry what is to be sent."""
    has_link = kind is Announcing.BALLOT_LINK
    return preferred(channels(settings()) if has_link else channels_for_news(settings()))


def _chosen(kind: Announcing) -> tuple[str, ...]:
    """The ticked ones; without any, all that nobody has to agree to first."""
    offered = _offered(kind)
    ticked = request.values.getlist("via") if kind in MAY_CHOOSE else []
    ticked = [name for each in ticked for name in each.split()]
    asked = tuple(one.name for one in offered if one.name in ticked)
    return asked or tuple(one.name for one in offered if not one.only_if_chosen)


@clerk.get(PLACE)
@only(Role.CLERK)
def sending(election_id: UUID) -> ResponseReturnValue:
    """Every notice: how far each is, and what waits for a person's word. Reload to see it move."""
    election, policies = own_election(election_id), policies_of(settings().sending)
    return render_template(
        "pages/clerk/sending_overview.html",
        election=election,
        names=NAMES,
        tells_who_voted=TELLS_WHO_VOTED,
        versions={kind: versions(db.session(), election, kind) for kind in Announcing},
        unclear=unclear_messages(db.session(), election),
        unclear_said=unclear_said,
        outlook=lambda one: outlook(one, policies, now()),
        halted=halted(db.session(), carriers(settings())),
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
    offered = _offered(prepared.kind)
    quoted = quote(db.session(), election, prepared)
    reckoned = _estimate(election, prepared, quoted)
    return render_template(
        "pages/clerk/sending_preview.html",
        election=election,
        kind=prepared.kind,
        name=NAMES[prepared.kind],
        before_a_roll=prepared.kind in BEFORE_A_ROLL,
        texts=_texts(prepared),
        remarks=_remarks(election, prepared),
        quote=quoted,
        in_place=what_is_in_place(quoted),
        estimate=reckoned,
        finishes_at=local(reckoned.finishes_at, election),
        decision=may_send(db.session(), election, prepared, now=now(), by=actor()) + reckoned.advice,
        form=_send_form(prepared) if needs_two else None,
        ways=prepared.ways,
        chosen=prepared.channels,
        choice=_choice(prepared),
        hours=prepared.over // timedelta(hours=1),
        hours_offered=_hours_offered() if prepared.over else {},
        ways_words=WAYS_WORDS if prepared.kind in MAY_CHOOSE and len(offered) > 1 else {},
        offered=[(one.name, channel_name(one.name)) for one in offered],
        by_agreement=[channel_name(one.name) for one in offered if one.only_if_chosen],
        missed=not_reached(db.session(), election, prepared.kind),
        language_name=language_name,
        channel_words=channel_names(),
    )


def _hours_offered() -> dict[int, str]:
    return {number: ngettext("%(num)s hour", "%(num)s hours", number) for number in HOURS}


def _estimate(election: Election, prepared: Announcement, quoted: Quote) -> Estimate:
    chosen = settings()
    terms = Terms(origin=chosen.public_origin, prices=chosen.sending.prices, pacing=pacing_of(chosen))
    return estimate(db.session(), election, prepared, quoted, terms, now())


def _texts(prepared: Announcement) -> list[tuple[Any, int]]:
    """What is read before sending, the preferred kind first, and in how many parts a text message goes (0: not so)."""
    origin, shown = settings().public_origin, []
    for one in preferred(prepared.channels):
        texts = sorted((t for t in prepared.notice.texts if t.channel == one.name), key=lambda t: t.language)
        shown += [(t, text_message_parts(t.body, origin) if one.in_parts else 0) for t in texts]
    return shown


def _remarks(election: Election, prepared: Announcement) -> dict[tuple[str, str], list[Remark]]:
    """What is to be said about each text, by language and channel."""
    found: dict[tuple[str, str], list[Remark]] = {}
    for one in remarks(db.session(), election, prepared, now()):
        found.setdefault((one.language, one.channel), []).append(one)
    return found


def _send_form(prepared: Announcement) -> SendForm:
    return SendForm(
        fingerprint=prepared.notice.fingerprint,
        ways=prepared.ways.value,
        via=" ".join(prepared.channels),
        hours=str(prepared.over // timedelta(hours=1)),
    )


@clerk.post(PLACE + KINDS + "/approve")
@only(Role.CLERK)
def approve_announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Keeps that this person has read the texts and stands for them."""
    election = own_election(election_id)
    prepared = _prepared(election, Announcing(kind))
    form = SendForm()
    if not form.validate_on_submit() or form.fingerprint.data != prepared.notice.fingerprint:
        return texts_changed(_place(election, prepared))
    with acting(db.session(), now(), actor()):
        approve_words(db.session(), election, prepared, now=now(), by=actor())
    flash(_("You have approved these texts. Another clerk can send them now."), "done")
    return redirect(_place(election, prepared), 303)


def texts_changed(place: str) -> ResponseReturnValue:
    """Back to the texts, which are no longer those that were read."""
    flash(_("The texts have changed since you read them. Read them again first."), "warning")
    return redirect(place, 303)


def _place(election: Election, prepared: Announcement) -> str:
    """The page on which this announcement is read, with the ways that were chosen."""
    return url_for(
        "clerk.announcement", election_id=election.id, kind=prepared.kind.value, **_choice(prepared)
    )


def _choice(prepared: Announcement) -> dict[str, Any]:
    """What was chosen, for an address; nothing where it is as it would be anyway."""
    usual = tuple(one.name for one in _offered(prepared.kind) if not one.only_if_chosen)
    ways: dict[str, Any] = {} if prepared.ways is Ways.ONE else {"ways": prepared.ways.value}
    if prepared.over:
        ways["hours"] = prepared.over // timedelta(hours=1)
    return ways if tuple(prepared.channels) == usual else {**ways, "via": list(prepared.channels)}


@clerk.route(PLACE + KINDS + "/send", methods=["GET", "POST"])
@only(Role.CLERK)
def send_announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Hands the messages to the outbox, after a page that says how many go to whom."""
    election = own_election(election_id)
    prepared = _prepared(election, Announcing(kind))
    form = _send_form(prepared)
    if form.validate_on_submit():
        if form.fingerprint.data != prepared.notice.fingerprint:
            return texts_changed(_place(election, prepared))
        _send(election, prepared)
        return redirect(url_for("clerk.sending", election_id=election.id), 303)
    return confirm_page(
        election,
        form,
        title=_("Send: %(name)s", name=words(NAMES[prepared.kind])),
        says=_what_sending_does(election, prepared),
        undo=_("What has been sent cannot be called back."),
        button=_("Send now"),
        back=_place(election, prepared),
    )


def _send(election: Election, prepared: Announcement) -> None:
    with acting(db.session(), now(), actor()):
        added = send_notice(
            db.session(),
            election,
            prepared.kind,
            origin=settings().public_origin,
            speak=speak,
            now=now(),
            by=actor(),
            channels=prepared.channels,
            ways=prepared.ways,
            over=prepared.over,
        )
    ring()
    queued = sum(number for status, number in added.items() if status.value == "queued")
    flash(ngettext("%(num)s message is on its way.", "%(num)s messages are on their way.", queued), "done")


def ring() -> None:
    """Wakes the worker. Without a bell the next sweep finds the messages."""
    bell = current_app.extensions.get("bell")
    if bell is not None:
        bell.ring()


def _what_sending_does(election: Election, prepared: Announcement) -> list[str]:
    quoted = quote(db.session(), election, prepared)
    advice = _estimate(election, prepared, quoted).advice
    return what_sending_does(quoted, advice, prepared.over // timedelta(hours=1), prepared.kind)
