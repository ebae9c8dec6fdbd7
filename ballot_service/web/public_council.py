"""The page of one council: what it is, who may serve and vote, when, how, and every result so far."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Council, District, Election, SeatGroup
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice_ledger import KIND_WORDS
from ballot_service.rules.presets import GROUP_NAMES
from ballot_service.rules.seat_words import how_filled, who_may_take
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing import who_may_vote
from ballot_service.services.bundling import certificate_of
from ballot_service.services.facts import settings_of, title_of
from ballot_service.services.informing import sessions_for_everybody
from ballot_service.services.noticing import ledger
from ballot_service.services.registrations import may_register_now
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.runoffs.telling import left_to_runoff
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.public import public
from ballot_service.web.runoff_views import runoff_shown

__all__ = ["council", "public"]

USUAL_AGE = 12
"""Of student members, where no election has set another age (R036)."""


@public.get("/<slug>/councils/<uuid:council_id>")
@anyone
def council(slug: str, council_id: UUID) -> ResponseReturnValue:
    """A council for everybody, with its running election first and its certified ones below, newest first."""
    found = db.session.get(Council, council_id) or abort(404)
    district = db.session.get_one(District, found.district_id)
    if district.slug != slug:
        abort(404)
    elections = _elections(found)
    ongoing = [each for each in elections if not each.is_over]
    running = ongoing[0] if ongoing else None
    return render_template(
        "pages/public/council.html",
        place=place_of(found, district),
        contact=contact_of(district),
        help_url=url_for("public.help_page", election_id=running.id) if running else None,
        council=found,
        slug=slug,
        district=None,
        address=district.postal_address.splitlines(),
        groups=[_group(found, group, running) for group in found.seat_groups],
        election=running,
        beside=ongoing[1:],
        dates=_dates(running),
        forms=_forms_period(running),
        who_may_vote=who_may_vote(running) if running else None,
        sign_up=may_register_now(running, now()) if running else None,
        notices=_notices(running),
        sessions=sessions_for_everybody(db.session(), running, now()) if running else [],
        kind_words=KIND_WORDS,
        language_name=language_name,
        past=[(each, _elected(each)) for each in elections if each.certified_at is not None],
    )


def _elections(found: Council) -> list[Election]:
    """The newest first; of those at one time, the students' own after the one for adults."""
    query = select(Election).where(Election.council_id == found.id).order_by(Election.opens_at.desc())
    return sorted(
        db.session.scalars(query), key=lambda each: settings_of(each).electorate is Electorate.STUDENTS
    )


def _group(found: Council, group: SeatGroup, running: Election | None) -> dict[str, Any]:
    """A group of seats: what it is called, how many seats, and who may take one."""
    school = found.school.name if found.school else None
    age = settings_of(running).minimum_student_age if running else USUAL_AGE
    filled = how_filled(group.kind, group.selection_method)
    who = who_may_take(group.kind, seat_school=None, council_school=school, student_age=age)
    return {
        "name": GROUP_NAMES[group.kind],
        "seats": len(group.seats),
        "who": who,
        "filled": filled if filled != who else None,
        "kept_for": sorted({seat.reserved_school.name for seat in group.seats if seat.reserved_school}),
    }


def _dates(running: Election | None) -> dict[str, datetime]:
    """The moments of an election on the district's clock."""
    if running is None:
        return {}
    moments = {
        "forms_open": running.nominations_open_at,
        "forms_close": running.nominations_close_at,
        "opens": running.opens_at,
        "closes": running.closes_at,
    }
    return {name: at.astimezone(running.zone) for name, at in moments.items()}


def _forms_period(running: Election | None) -> str:
    """ "none", "before", "open" or "after": where the interest forms of the running election stand; "runoff" for one
    without forms, in which only those who are tied stand."""
    if running is None:
        return "none"
    if runoff_row(db.session(), running) is not None:
        return "runoff"
    if now() < running.nominations_open_at:
        return "before"
    is_over = now() >= running.nominations_close_at or running.ballot_frozen_at is not None
    return "after" if is_over else "open"


def _notices(running: Election | None) -> list[Any]:
    if running is None:
        return []
    return [record for record in ledger(db.session(), running) if record.voided_at is None]


def _elected(election: Election) -> list[tuple[Sentence, list[str], Sentence | None]]:
    """Who was elected, by contest, as the newest certificate names them, and what it leaves to a run-off. Contests
    whose seats stayed empty are left out. A run-off whose tie is gone names nobody: the seat is somebody else's."""
    runoff = runoff_shown(db.session(), election)
    if runoff is not None and runoff.is_gone:
        return [(title_of(contest), [], runoff.says) for contest in election.contests]
    certificate = certificate_of(db.session(), election)
    titles = {str(contest.id): title_of(contest) for contest in election.contests}
    seats = certificate.document["seats"] if certificate is not None else []
    return [
        (titles[seat["contest"]], seat["elected"], left_to_runoff(seat) if seat.get("runoff_on") else None)
        for seat in seats
        if seat["elected"] or seat.get("runoff_on")
    ]
