"""The technician's page on the installation, test messages, and the address that a monitoring program asks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from ballot_service.database import db
from ballot_service.importing.contacts import email, phone
from ballot_service.importing.refusals import Unusable
from ballot_service.mailing import carriers, channels, channels_for_news, send_now
from ballot_service.models import Role
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    districts_served,
    may_hold,
    pause_sending,
    providers,
    resume_sending,
    ways_to_send,
)
from ballot_service.services.announcing.standing import outbox
from ballot_service.services.checks import State
from ballot_service.services.elections import open_elections
from ballot_service.services.health import VITAL, all_checks, is_failing, outside_checks
from ballot_service.services.metrics import CONTENT_TYPE, metrics
from ballot_service.web.access import actor, anyone, only
from ballot_service.web.carrier_words import CARRIER_WORDS
from ballot_service.web.clock import now
from ballot_service.web.languages import tag_here, words
from ballot_service.web.limits import MEASUREMENTS, TEST_MESSAGES, limiter
from ballot_service.web.rows import own_district, settings
from ballot_service.web.trial_words import said_of_trial

technician = Blueprint("technician", __name__, url_prefix="/technician")
health = Blueprint("health", __name__)

STATE_WORDS = {State.GOOD: say("Good"), State.NOTE: say("Please note"), State.WRONG: say("Wrong")}


class TrialMailForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Where a test mail goes. The address is kept nowhere."""

    address = EmailField(lazy_gettext("Send a test mail to this address"), [InputRequired()])


class TrialTextForm(FlaskForm):  # type: ignore[misc]  # the same
    """Where a test text message goes. The number is kept nowhere."""

    number = TelField(lazy_gettext("Send a test text message to this number"), [InputRequired()])


class ProviderForm(FlaskForm):  # type: ignore[misc]  # the same
    """Why a provider is stopped or goes on."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(), Length(max=500)])


@technician.get("/installation")
@only(Role.TECHNICIAN)
def installation() -> ResponseReturnValue:
    """How the installation is, in words, with what to do."""
    return _page(TrialMailForm(), TrialTextForm(prefix="text-"))


def _page(mail_form: TrialMailForm, text_form: TrialTextForm) -> str:
    session, moment, zone = db.session(), now(), ZoneInfo(own_district().zone)
    checks = all_checks(session, settings(), moment)
    box = outbox(session, moment)
    return render_template(
        "pages/technician/installation.html",
        checks=checks,
        failing=is_failing(checks),
        state_words=STATE_WORDS,
        moment=moment.astimezone(zone),
        zone_key=zone.key,
        voting=len(open_elections(session, moment)),
        counts=box.counts,
        last_sent_at=_local(box.last_sent_at, zone),
        mail_form=mail_form,
        text_form=text_form,
        sends_texts="sms" in channels(settings()),
        ways=ways_to_send(channels_for_news(settings())),
        providers=providers(session, carriers(settings())),
        carrier_words=CARRIER_WORDS,
        local=lambda at: _local(at, zone),
    )


@technician.route("/sending/<name>", methods=["GET", "POST"])
@only(Role.TECHNICIAN)
def provider(name: str) -> ResponseReturnValue:
    """Pauses sending over one provider, or lets it go on; always with a reason, and not where it is others' too."""
    found = next((one for one in providers(db.session(), carriers(settings())) if one.name == name), None)
    if found is None:
        abort(404)
    form, zone = ProviderForm(), ZoneInfo(own_district().zone)
    if not form.validate_on_submit():
        page = render_template(
            "pages/technician/provider.html",
            found=found,
            form=form,
            name=CARRIER_WORDS[name],
            decision=may_hold(db.session(), found),
            districts=districts_served(db.session()),
            local=lambda at: _local(at, zone),
        )
        return page, 422 if form.is_submitted() else 200
    act = resume_sending if found.paused_at else pause_sending
    with acting(db.session(), now(), actor()):
        act(db.session(), own_district().id, found, form.reason.data.strip(), now=now(), by=actor())
    flash(_("Sending goes on.") if found.paused_at else _("Sending is paused."), "done")
    return redirect(url_for("technician.installation"), 303)


@technician.post("/test-mail")
@only(Role.TECHNICIAN)
@limiter.limit(TEST_MESSAGES)
def test_mail() -> ResponseReturnValue:
    """Sends one mail to the address typed in and says what came of it."""
    form = TrialMailForm()
    try:
        address = email(form.address.data or "")
    except Unusable as wrong:
        form.address.errors = [words(wrong.reason)]
        return _page(form, TrialTextForm(formdata=None, prefix="text-")), 422
    return _try("email", address, _("Test mail"))


@technician.post("/test-text")
@only(Role.TECHNICIAN)
@limiter.limit(TEST_MESSAGES)
def test_text() -> ResponseReturnValue:
    """Sends one text message to the number typed in and says what came of it."""
    if "sms" not in channels(settings()):
        abort(404)
    form = TrialTextForm(prefix="text-")
    try:
        number = phone(form.number.data or "")
    except Unusable as wrong:
        form.number.errors = [words(wrong.reason)]
        return _page(TrialMailForm(formdata=None), form), 422
    return _try("sms", number, "")


def _try(channel: str, address: str, subject: str) -> ResponseReturnValue:
    """The rows are let go while the provider is called, so that nobody waits for it; the trail keeps no address."""
    district = own_district()
    text = _("%(district)s: this is a test of the council elections service.", district=district.name)
    by = actor()
    db.session.rollback()
    outcome = send_now(settings(), channel, address, subject, text, language=tag_here())
    district = own_district()
    details = {"channel": channel, "answer": outcome.answer.value, "error": outcome.error}
    trail.record(
        db.session(),
        "send_test_message",
        chain_id=district.id,
        district_id=district.id,
        subject_id=district.id,
        now=now(),
        by=by,
        details=details,
    )
    db.session.commit()
    said: Sentence = said_of_trial(settings(), channel, outcome.error)
    flash(words(said), "error" if outcome.error else "done")
    return redirect(url_for("technician.installation"), 303)


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at else None


@health.get("/health")
@anyone
def state() -> ResponseReturnValue:
    """For monitoring programs: status 200 and "ok", or 503 and "failing". Says nothing about people.

    "attention" comes with 200: pages work, but messages wait or the clock is wrong. A host that restarts what fails, or
    takes it out of service, must not do so for that.
    """
    checks = outside_checks(db.session(), settings(), now())
    failing = is_failing([check for check in checks if check.name in VITAL])
    status = "failing" if failing else "attention" if is_failing(checks) else "ok"
    answer: Response = jsonify(status=status, checks={check.name: check.state.value for check in checks})
    return answer, 503 if failing else 200


@health.get("/health/metrics")
@anyone
@limiter.limit(MEASUREMENTS)
def numbers() -> ResponseReturnValue:
    """For Prometheus: messages by state, the age of the oldest one that is due, and which providers are paused."""
    text = metrics(db.session(), carriers(settings()).values(), now())
    return Response(text, content_type=CONTENT_TYPE)
