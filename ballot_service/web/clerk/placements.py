"""The clerk's pages on places for flyers and posts: the list, a new place, and the page of one place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Election, Placement, Role
from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.rules.placements import PlacementState
from ballot_service.rules.places import MATERIAL_WORDS, PLACE_WORDS, PUBLISHED, SHEETS, Material, PlaceKind
from ballot_service.services.acting import Refused, acting
from ballot_service.services.flyers import languages_for, not_printed_in, to_print
from ballot_service.services.placing import (
    Place,
    counts_as_notice,
    may_plan,
    placements_of,
    plan_placement,
    visits_of,
)
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.evidence_files import as_download
from ballot_service.web.clerk.fact_choices import PLACEMENT_STATE_WORDS
from ballot_service.web.clerk.form_parts import local, own_election
from ballot_service.web.clerk.placement_forms import PlaceForm
from ballot_service.web.clock import now
from ballot_service.web.placements_sheet import placements_sheet
from ballot_service.web.rows import own, settings

PLACE = "/elections/<uuid:election_id>/placements"
ONE = PLACE + "/<uuid:placement_id>"
STACK = 50
"""Places in one PDF of flyers: about two seconds of work, and a stack that one person carries."""


def stacks(rows: Sequence[Placement]) -> list[tuple[int, int]]:
    """The first and last place of each PDF, counted from 1."""
    return [(start + 1, min(start + STACK, len(rows))) for start in range(0, len(rows), STACK)]


def own_placement(election: Election, placement_id: UUID) -> Placement:
    """The place, if it is one of this election. Aborts with 404."""
    row = own(Placement, placement_id)
    return row if row.election_id == election.id else abort(404)


def page_of(row: Placement) -> str:
    return url_for("clerk.placement", election_id=row.election_id, placement_id=row.id)


def short_address_of(row: Placement) -> str:
    """The whole short address, as it stands on paper."""
    return settings().public_origin + url_for("short.follow", code=row.code)


@clerk.get(PLACE)
@only(Role.CLERK)
def placements(election_id: UUID) -> ResponseReturnValue:
    """Every place with what it needs next, how often its address was opened, and the flyers to print."""
    election = own_election(election_id)
    rows = placements_of(db.session(), election)
    used = {row.kind for row in rows if row.state is not PlacementState.WITHDRAWN} - {PlaceKind.OTHER}
    return render_template(
        "pages/clerk/placements_list.html",
        election=election,
        placements=rows,
        visits=visits_of(db.session(), election),
        kinds_used=len(used),
        kinds=len(PlaceKind) - 1,
        stacks=stacks(to_print(db.session(), election)),
        today=local(now(), election).date(),
        **said_of_places(),
    )


def said_of_places() -> dict[str, object]:
    """What every page on places needs to say it in words."""
    return {
        "material_words": MATERIAL_WORDS,
        "place_words": PLACE_WORDS,
        "state_words": PLACEMENT_STATE_WORDS,
        "language_name": language_name,
        "counts_as_notice": counts_as_notice,
    }


@clerk.get(PLACE + ".csv")
@only(Role.CLERK)
def placements_csv(election_id: UUID) -> Response:
    """The list for the evidence."""
    return placements_sheet(own_election(election_id), with_people=True)


@clerk.route(PLACE + "/new", methods=["GET", "POST"])
@only(Role.CLERK)
def new_placement(election_id: UUID) -> ResponseReturnValue:
    """Puts a place on the list."""
    election = own_election(election_id)
    form = PlaceForm.of(election)
    if not form.validate_on_submit():
        return _form_page(election, form, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            row = plan_placement(db.session(), election, form.place, now=now(), by=actor())
    except Refused as refused:
        return _form_page(election, form, refused.decision, 409)
    flash(_("The place is on the list. It has its own short address."), "done")
    return redirect(page_of(row), 303)


def _form_page(
    election: Election, form: PlaceForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    page = render_template("pages/clerk/placements_new.html", election=election, form=form, decision=decision)
    return page, status


@clerk.get(ONE)
@only(Role.CLERK)
def placement(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """One place: what is next, its short address with its counts, and what shows it."""
    election = own_election(election_id)
    row = own_placement(election, placement_id)
    is_planned = row.state is PlacementState.PLANNED
    return render_template(
        "pages/clerk/placements_one.html",
        election=election,
        row=row,
        state=row.state.value,
        decision=may_plan(election, _as_planned(row)) if is_planned else Decision(),
        address=short_address_of(row),
        is_post=row.material in PUBLISHED,
        is_poster=row.material is Material.POSTER,
        tags=languages_for(row) if row.material in SHEETS else [],
        not_printed=not_printed_in([row]) if row.material in SHEETS else [],
        local=lambda at: local(at, election),
        **said_of_places(),
    )


def _as_planned(row: Placement) -> Place:
    return Place(
        material=row.material,
        kind=row.kind,
        name=row.name,
        languages=tuple(row.languages),
        planned_on=row.planned_on,
    )


@clerk.get(ONE + "/photo")
@only(Role.CLERK)
def placement_photo(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """The photo or copy, always as a download."""
    return as_download(own_placement(own_election(election_id), placement_id).evidence or abort(404))
