"""The technician's page on the installation, and the address that a monitoring program asks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.words import say
from ballot_service.services.announcing.standing import outbox
from ballot_service.services.elections import open_elections
from ballot_service.services.health import State, all_checks, is_failing, vital_checks
from ballot_service.web.access import anyone, only
from ballot_service.web.clock import now
from ballot_service.web.rows import own_district, settings

technician = Blueprint("technician", __name__, url_prefix="/technician")
health = Blueprint("health", __name__)

STATE_WORDS = {State.GOOD: say("Good"), State.NOTE: say("Please note"), State.WRONG: say("Wrong")}


@technician.get("/installation")
@only(Role.TECHNICIAN)
def installation() -> ResponseReturnValue:
    """How the installation is, in words, with what to do."""
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
    )


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at else None


@health.get("/health")
@anyone
def state() -> ResponseReturnValue:
    """For monitoring programs: status 200 and "ok", or 503 and "failing". Says nothing about people."""
    checks = vital_checks(db.session(), settings())
    failing = is_failing(checks)
    answer: Response = jsonify(
        status="failing" if failing else "ok", checks={check.name: check.state.value for check in checks}
    )
    return answer, 503 if failing else 200
