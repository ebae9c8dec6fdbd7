"""Pages for everybody: the district's councils, an election and its notices, results, trackers, and help."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Candidate, Council, District, Election, Result
from ballot_service.rules.calendar import local_date
from ballot_service.rules.election_settings import Keyholding, TieMethod
from ballot_service.rules.electorates import WHO_IT_IS_FOR
from ballot_service.rules.languages import language_name
from ballot_service.rules.notice import adequate_notice
from ballot_service.rules.notice_ledger import KIND_WORDS
from ballot_service.rules.statements import Shown, shown_in
from ballot_service.rules.words import say
from ballot_service.services.bundling import certificate_of
from ballot_service.services.cases import review_window
from ballot_service.services.facts import names_on_ballot, settings_of, title_of
from ballot_service.services.informing import sessions_for_everybody
from ballot_service.services.interest import shown_photos
from ballot_service.services.noticing import ledger, notice_facts, notice_summary
from ballot_service.services.photo_files import MEDIA_TYPE
from ballot_service.services.results import result_view, tracker_list
from ballot_service.services.rounds import is_being_changed, wants_certificate
from ballot_service.web.access import anyone
from ballot_service.web.clock import now
from ballot_service.web.correction_views import corrections_shown
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import tag_here
from ballot_service.web.rows import storage
from ballot_service.web.runoff_views import runoff_shown

public = Blueprint("public", __name__)

PHOTO_LASTS = "public, max-age=604800"
"""Another photo has another address. A week and no longer: one that the office removes has to go from everywhere."""
DISPOSITION_WORDS = {
    "accepted": say("in the ballot box"),
    "provisional": say("waits for a decision"),
    "duplicate": say("not counted: second ballot of the same voter"),
    "late": say("not counted: came too late"),
    "not_eligible": say("not counted: the person may not vote"),
    "not_cured": say("not counted: not put right in time"),
    "wrong_person": say("not counted: the link went to another person"),
    "unreadable": say("not counted: could not be opened"),
    "test": say("not counted: test ballot"),
}


@public.get("/")
@anyone
def start() -> ResponseReturnValue:
    """The districts of this installation; with one district, its own page at once."""
    districts = list(db.session.scalars(select(District).order_by(District.name)))
    if len(districts) == 1:
        return redirect(url_for("public.district", slug=districts[0].slug))
    return render_template("pages/public/districts.html", districts=districts)


@public.get("/<slug>")
@anyone
def district(slug: str) -> ResponseReturnValue:
    """A district's councils and their elections."""
    found = db.session.scalar(select(District).where(District.slug == slug)) or abort(404)
    councils = list(
        db.session.scalars(select(Council).where(Council.district_id == found.id).order_by(Council.name))
    )
    elections = db.session.scalars(
        select(Election).where(Election.district_id == found.id).order_by(Election.opens_at.desc())
    )
    by_council: dict[UUID, list[Election]] = {council.id: [] for council in councils}
    for each in elections:
        by_council[each.council_id].append(each)
    return render_template(
        "pages/public/district.html",
        place={"school": found.name, "council": say("Community Engagement Councils"), "logo_url": None},
        contact=contact_of(found),
        district_name=found.name,
        slug=found.slug,
        councils=councils,
        elections=by_council,
        now=now(),
    )


def _election(election_id: UUID) -> Election:
    return db.session.get(Election, election_id) or abort(404)


def _frame(election: Election) -> dict[str, Any]:
    return {
        "place": place_of(election.council, election.district),
        "contact": contact_of(election.district),
        "help_url": url_for("public.help_page", election_id=election.id),
    }


def _statement_of(candidate: Candidate) -> Shown | None:
    """A nominee's statement for this reader, as it stands on the ballot."""
    return shown_in(candidate.statements, candidate.own_language, tag_here())


@public.get("/elections/<uuid:election_id>")
@anyone
def election(election_id: UUID) -> ResponseReturnValue:
    """When and how to vote, what notice was given; after the count the result; after the close the trackers."""
    found = _election(election_id)
    moment = now()
    closed = found.is_closed(moment)
    return render_template(
        "pages/public/election.html",
        **_frame(found),
        election=found,
        zone=found.zone,
        state=_state(found),
        contests=[(title_of(contest), contest, names_on_ballot(contest)) for contest in found.contests],
        corrections=corrections_shown(db.session(), found),
        runoff=runoff_shown(db.session(), found),
        by_runoff=settings_of(found).tie_method is TieMethod.RUNOFF,
        statement_of=_statement_of,
        photos=shown_photos(db.session(), found),
        notices=[record for record in ledger(db.session(), found) if record.voided_at is None],
        sessions=sessions_for_everybody(db.session(), found, moment),
        kind_words=KIND_WORDS,
        language_name=language_name,
        result=result_view(db.session(), found, moment),
        trackers=tracker_list(db.session(), found) if closed else [],
        disposition_words=DISPOSITION_WORDS,
        policy=settings_of(found).voter_exclusion_policy.value,
        electorate=settings_of(found).electorate.value,
        who_it_is_for=WHO_IT_IS_FOR[settings_of(found).electorate],
        reduced_protection=settings_of(found).keyholding is Keyholding.SERVICE,
        certificate=certificate_of(db.session(), found),
        has_versions=db.session.scalar(
            select(Result.id).where(Result.election_id == found.id, Result.version > 1)
        )
        is not None,
        changes=is_being_changed(db.session(), found),
        wants_certificate=wants_certificate(db.session(), found),
    )


@public.get("/elections/<uuid:election_id>/photos/<name>.jpg")
@anyone
def photo(election_id: UUID, name: str) -> ResponseReturnValue:
    """The photo of somebody on the frozen ballot, by the hash of its file; 404 for every other file."""
    shown = shown_photos(db.session(), _election(election_id)).values()
    file = next((each.file for each in shown if each.file.sha256 == name), None) or abort(404)
    headers = {
        "Cache-Control": PHOTO_LASTS,
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(storage().read(file.sha256), mimetype=MEDIA_TYPE, headers=headers)


def _state(found: Election) -> str:
    moment = now()
    if found.cancelled_at:
        return "cancelled"
    if found.certified_at:
        return "certified"
    if found.is_closed(moment):
        return "closed"
    if found.paused_at:
        return "paused"
    return "open" if found.is_open(moment) else "coming"


@public.get("/elections/<uuid:election_id>/notices")
@anyone
def notices(election_id: UUID) -> ResponseReturnValue:
    """The notice record: every notice published, what the gate says to it, and the hash of its proof."""
    found = _election(election_id)
    facts = notice_facts(db.session(), found, min(now(), found.opens_at))
    has_opened = found.opening_confirmed_at is not None and now() >= found.opens_at
    return render_template(
        "pages/public/notices.html",
        **_frame(found),
        election=found,
        zone=found.zone,
        records=ledger(db.session(), found),
        kind_words=KIND_WORDS,
        language_name=language_name,
        decision=adequate_notice(facts),
        summary=notice_summary(db.session(), found) if has_opened else None,
        policy=settings_of(found).voter_exclusion_policy.value,
        electorate=settings_of(found).electorate.value,
        who_it_is_for=WHO_IT_IS_FOR[settings_of(found).electorate],
    )


@public.get("/elections/<uuid:election_id>/help")
@anyone
def help_page(election_id: UUID) -> ResponseReturnValue:
    """How voting works, in plain words."""
    found = _election(election_id)
    chosen = settings_of(found)
    return render_template(
        "pages/voter/help.html",
        **(_frame(found) | {"help_url": None}),
        policy=chosen.voter_exclusion_policy.value,
        electorate=chosen.electorate.value,
        who_it_is_for=WHO_IT_IS_FOR[chosen.electorate],
        minimum_age=chosen.voter_age,
        opens_at=found.opens_at.astimezone(found.zone),
        closes_at=found.closes_at.astimezone(found.zone),
        review_by=local_date(found.opens_at, found.district.zone),
        review_url=url_for("asking.ask", election_id=found.id)
        if now() < review_window(db.session(), found, None) and not found.cancelled_at
        else None,
        protection=chosen.keyholding.value,
        by_runoff=chosen.tie_method is TieMethod.RUNOFF,
        fingerprint=found.manifest.fingerprint if found.manifest else None,
        paper_places=[],
        results_url=url_for("public.election", election_id=found.id),
    )
