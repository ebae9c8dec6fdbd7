"""The clerk's pages on schools: their grades by school year, and who must have a council."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from ballot_service.database import db
from ballot_service.models import Role, School, SchoolLevel
from ballot_service.rules.calendar import school_year_of
from ballot_service.rules.councils import Grade, SchoolGrade, schools_with_duty
from ballot_service.rules.words import say
from ballot_service.services.acting import acting
from ballot_service.services.districts import add_school, choose_one_council, duty, grades, set_grade
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_LINE, Form
from ballot_service.web.clerk.scope import require_whole_district
from ballot_service.web.clock import now, today
from ballot_service.web.rows import own_district

LEVEL_WORDS = {
    SchoolLevel.ELEMENTARY: say("Elementary school"),
    SchoolLevel.MIDDLE: say("Middle school"),
    SchoolLevel.HIGH: say("High school"),
    SchoolLevel.OTHER: say("Other school"),
}
SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{2})")


class SchoolForm(Form):
    """A school that no file has brought."""

    name = StringField(lazy_gettext("Name of the school"), validators=[FILL_IN, LONGEST_LINE])
    level = SelectField(
        lazy_gettext("Kind of school"),
        validators=[CHOOSE],
        choices=[
            SelectChoice(SchoolLevel.ELEMENTARY.value, lazy_gettext("Elementary school")),
            SelectChoice(SchoolLevel.MIDDLE.value, lazy_gettext("Middle school")),
            SelectChoice(SchoolLevel.HIGH.value, lazy_gettext("High school")),
            SelectChoice(SchoolLevel.OTHER.value, lazy_gettext("Other school")),
        ],
    )
    source_id = StringField(
        lazy_gettext("Number of the school"),
        description=lazy_gettext("As it stands in the district's own files, so that an import finds it."),
        validators=[FILL_IN, LONGEST_LINE],
    )


def _year(wanted: str) -> str:
    """The school year asked for, or the present one when it is not such as "2025-26"."""
    found = SCHOOL_YEAR.fullmatch(wanted)
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        return wanted
    return school_year_of(today())


def _years(chosen: str) -> list[str]:
    """The years one may go to: the one before, the present one, the next, and the one chosen."""
    first = int(school_year_of(today())[:4])
    return sorted({f"{year}-{(year + 1) % 100:02d}" for year in (first - 1, first, first + 1)} | {chosen})


@clerk.get("/schools")
@only(Role.CLERK)
def schools() -> ResponseReturnValue:
    """Schools with their grades of one school year, all edited on this page, and what follows from them."""
    return _schools_page(_year(request.args.get("year", "")))


def _schools_page(year: str, faults: dict[str, str] | None = None) -> ResponseReturnValue:
    district = own_district()
    own_grade, rated = grades(db.session(), district, year)
    ratings = tuple(SchoolGrade(school=school.name, grade=grade) for school, grade in rated)
    page = render_template(
        "pages/clerk/schools_grades.html",
        year=year,
        years=_years(year),
        rows=[("grade-district", district.name, None, own_grade)]
        + [(f"grade-{school.id}", school.name, LEVEL_WORDS[school.level], grade) for school, grade in rated],
        grades=[("", _("Not known")), *((grade.value, grade.value) for grade in Grade)],
        duty=duty(db.session(), district, year),
        may_choose_one=len(schools_with_duty(ratings)) > 1,
        one_council=district.one_district_council,
        form=Form(),
        faults=faults or {},
        typed=request.form,
    )
    return page, 422 if faults else 200


@clerk.post("/schools")
@only(Role.CLERK)
def set_grades() -> ResponseReturnValue:
    """Keeps every grade that was changed on the page."""
    require_whole_district()
    district, year = own_district(), _year(request.form.get("year", ""))
    own_grade, rated = grades(db.session(), district, year)
    asked: list[tuple[str, School | None, Grade | None]] = [("grade-district", None, own_grade)]
    asked += [(f"grade-{school.id}", school, grade) for school, grade in rated]
    changes, faults = [], {}
    for field, school, before in asked:
        typed = request.form.get(field, "")
        if typed == (before.value if before else ""):
            continue
        if typed in list(Grade):
            changes.append((school, Grade(typed)))
        else:
            faults[field] = _("Choose a grade from A to F. A grade that was entered can only be corrected.")
    if faults:
        return _schools_page(year, faults)
    with acting(db.session(), now(), actor()):
        for school, grade in changes:
            set_grade(db.session(), district, school, year, grade, now=now(), by=actor())
    flash(_("The grades for %(year)s are saved.", year=year), "done")
    return redirect(url_for("clerk.schools", year=year), 303)


@clerk.post("/schools/one-council")
@only(Role.CLERK)
def one_council() -> ResponseReturnValue:
    """The choice of one district council for all schools rated D or F, or its withdrawal (R003)."""
    require_whole_district()
    chosen = request.form.get("chosen") == "yes"
    with acting(db.session(), now(), actor()):
        choose_one_council(db.session(), own_district(), chosen, now=now(), by=actor())
    said = (
        _("One district council stands for these schools.")
        if chosen
        else _("Each school has its own council.")
    )
    flash(said, "done")
    return redirect(url_for("clerk.schools", year=_year(request.form.get("year", ""))), 303)


@clerk.route("/schools/new", methods=["GET", "POST"])
@only(Role.CLERK)
def new_school() -> ResponseReturnValue:
    """Adds a school by hand."""
    require_whole_district()
    form = SchoolForm()
    if form.validate_on_submit() and not _number_taken(form):
        with acting(db.session(), now(), actor()):
            school = add_school(
                db.session(),
                own_district(),
                name=form.name.data.strip(),
                level=SchoolLevel(form.level.data),
                source_id=form.source_id.data.strip(),
                now=now(),
                by=actor(),
            )
        flash(_("%(school)s is added. Now enter its grade.", school=school.name), "done")
        return redirect(url_for("clerk.schools"), 303)
    return render_template("pages/clerk/schools_new.html", form=form), 422 if form.is_submitted() else 200


def _number_taken(form: Any) -> bool:
    number = form.source_id.data.strip()
    taken = db.session.query(School.id).filter_by(district_id=own_district().id, source_id=number).first()
    if taken:
        form.source_id.errors = [_("Another school of the district has this number.")]
    return taken is not None
