"""The clerk's pages on councils: set up from a preset, and the seats with what the guidance says to them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from ballot_service.database import db
from ballot_service.models import Council, Election, Role, School
from ballot_service.rules.calendar import school_year_of
from ballot_service.rules.composition import SeatsFacts, seats_are_filled_properly
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.presets import CouncilKind
from ballot_service.rules.words import say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.contest_making import coverage_of
from ballot_service.services.districts import duty
from ballot_service.services.facts import seat_plans
from ballot_service.services.seat_setting import election_under_way, set_seats
from ballot_service.services.setting_up import composition_of, create_council
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_LINE, Form
from ballot_service.web.clerk.own_names import (
    also_in_other_languages,
    in_order,
    proposed,
    said_in_other_languages,
)
from ballot_service.web.clerk.scope import own_council, own_councils, require_whole_district
from ballot_service.web.clerk.seat_form import SeatForm, SeatsTyped
from ballot_service.web.clock import now, today
from ballot_service.web.rows import own, own_district

NAME = say("Community Engagement Council")
KIND_WORDS = {
    CouncilKind.ELEMENTARY: say("Council of an elementary school"),
    CouncilKind.MIDDLE: say("Council of a middle school"),
    CouncilKind.HIGH: say("Council of a high school"),
    CouncilKind.DISTRICT: say("District council"),
}


class CouncilForm(Form):
    """A new council; its seats come from the preset of its kind."""

    kind = SelectField(
        lazy_gettext("Kind of council"),
        description=lazy_gettext("It decides which seats the council starts with. You can change them next."),
        validators=[CHOOSE],
        choices=[
            SelectChoice(CouncilKind.ELEMENTARY.value, lazy_gettext("Council of an elementary school")),
            SelectChoice(CouncilKind.MIDDLE.value, lazy_gettext("Council of a middle school")),
            SelectChoice(CouncilKind.HIGH.value, lazy_gettext("Council of a high school")),
            SelectChoice(CouncilKind.DISTRICT.value, lazy_gettext("District council")),
        ],
    )
    school_id = SelectField(
        lazy_gettext("School"), description=lazy_gettext("A district council has none."), default=""
    )
    name = StringField(
        lazy_gettext("Name of the council"),
        description=lazy_gettext("It stands at the top of every ballot and notice."),
        validators=[FILL_IN, LONGEST_LINE],
    )

    def validate_school_id(self, field: SelectField) -> None:
        """A school council needs its school, and a district council has none."""
        is_district = self.kind.data == CouncilKind.DISTRICT
        if is_district and field.data:
            raise ValidationError(_("A district council has no school. Choose “No school”."))
        if not is_district and not field.data:
            raise ValidationError(_("Choose the school of this council."))


@clerk.get("/councils")
@only(Role.CLERK)
def councils() -> ResponseReturnValue:
    """Every council, and which ones are still missing."""
    rows = [(council, KIND_WORDS[council.kind], _seats(council)) for council in own_councils()]
    decision = duty(db.session(), own_district(), school_year_of(today()))
    return render_template("pages/clerk/councils_list.html", rows=rows, duty=decision)


def _seats(council: Council) -> int:
    return sum(len(group.seats) for group in council.seat_groups)


@clerk.route("/councils/new", methods=["GET", "POST"])
@only(Role.CLERK)
def new_council() -> ResponseReturnValue:
    """Sets up a council with the seats of its kind."""
    require_whole_district()
    district = own_district()
    form = also_in_other_languages(CouncilForm, "name", district.language)(
        data={"kind": request.args.get("kind"), **proposed("name", NAME, district.language)}
    )
    form.school_id.choices = [
        SelectChoice("", _("No school")),
        *(SelectChoice(str(each.id), each.name) for each in _schools()),
    ]
    if form.validate_on_submit():
        school = own(School, UUID(form.school_id.data)) if form.school_id.data else None
        with acting(db.session(), now(), actor()):
            council = create_council(
                db.session(),
                district,
                kind=CouncilKind(form.kind.data),
                name=" ".join(form.name.data.split()),
                names=said_in_other_languages(form, "name"),
                school=school,
                now=now(),
                by=actor(),
            )
        flash(_("The council is set up. Look at its seats and change what does not suit you."), "done")
        return redirect(url_for("clerk.council", council_id=council.id), 303)
    page = render_template("pages/clerk/councils_new.html", form=form, fields=in_order(form, "name"))
    return page, 422 if form.is_submitted() else 200


def _schools() -> list[School]:
    district_id = own_district().id
    return list(
        db.session.scalars(select(School).where(School.district_id == district_id).order_by(School.name))
    )


@clerk.get("/councils/<uuid:council_id>")
@only(Role.CLERK)
def council(council_id: UUID) -> ResponseReturnValue:
    """A council with its seats, and what the guidance says to them."""
    found = own_council(council_id)
    return _council_page(found, SeatForm.of(found, _schools()))


@clerk.post("/councils/<uuid:council_id>/seats")
@only(Role.CLERK)
def change_seats(council_id: UUID) -> ResponseReturnValue:
    """Sets the seats of every group as typed."""
    found = own_council(council_id)
    form = SeatForm.of(found, _schools())
    typed: SeatsTyped = form.read(request.form)
    if typed.faults:
        return _council_page(found, form, typed, status=422)
    try:
        with acting(db.session(), now(), actor()):
            set_seats(db.session(), found, typed.plans, now=now(), by=actor())
    except Refused as refused:
        return _council_page(own_council(council_id), form, typed, refusal=refused.decision, status=409)
    flash(_("The seats are saved. The remarks below follow from them."), "done")
    return redirect(url_for("clerk.council", council_id=council_id), 303)


def _council_page(
    council: Council,
    form: SeatForm,
    typed: SeatsTyped | None = None,
    *,
    refusal: Decision | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    elections = db.session.scalars(
        select(Election).where(Election.council_id == council.id).order_by(Election.opens_at.desc())
    )
    page = render_template(
        "pages/clerk/councils_seats.html",
        council=council,
        kind=KIND_WORDS[council.kind],
        lines=form.lines,
        values=typed.values if typed else form.values,
        faults=typed.faults if typed else {},
        refusal=refusal,
        says=_says(council),
        under_way=election_under_way(db.session(), council, now()),
        elections=list(elections),
        form=Form(),
    )
    return page, status


def _says(council: Council) -> Decision:
    """Every remark of the guidance on the seats as they are: warnings, never a refusal here."""
    decision = composition_of(council) + seats_are_filled_properly(
        SeatsFacts(seats=seat_plans(council.seat_groups))
    )
    if council.kind is CouncilKind.DISTRICT:
        year = school_year_of(today())
        decision += coverage_of(db.session(), own_district(), council, year, ElectionSettings())
    return decision
