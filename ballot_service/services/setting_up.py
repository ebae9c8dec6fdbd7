"""Setting up: councils and their seats, an election and its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Council, District, Election, School
from ballot_service.rules.calendar import local_date, school_year_of
from ballot_service.rules.composition import (
    CompositionFacts,
    CompositionMoment,
    council_composition,
    places_of,
)
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import (
    ElectionSettings,
    Electorate,
    SettingValue,
    Stage,
    settings_as_json,
    settings_with,
)
from ballot_service.rules.electorates import METHOD_OF, ElectorateFacts, electorate_fits_seats
from ballot_service.rules.presets import CouncilKind, SeatPlan, preset_seats
from ballot_service.rules.setting_changes import SettingChange, may_change_setting, sound_settings
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.contest_making import add_contests, make_contests_again, require_sound_seats
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.districts import duty_facts
from ballot_service.services.facts import seat_plans, settings_of, stage_of
from ballot_service.services.roll_screening import screen_again
from ballot_service.services.runoffs.fixed import require_no_runoff
from ballot_service.services.seat_setting import set_seats


def create_council(
    session: Session,
    district: District,
    *,
    kind: CouncilKind,
    name: str,
    names: Mapping[str, str] | None = None,
    school: School | None = None,
    plans: Sequence[SeatPlan] | None = None,
    now: datetime,
    by: UUID | None = None,
) -> Council:
    """A council with the preset's seats, or with the seats given; `names` are its names in other languages."""
    council = Council(district_id=district.id, name=name, names=dict(names or {}), kind=kind, school=school)
    session.add(council)
    session.flush()
    trail.of_district(
        session,
        district.id,
        "create_council",
        subject_id=council.id,
        now=now,
        by=by,
        details={"kind": kind.value},
    )
    set_seats(session, council, preset_seats(kind) if plans is None else plans, now=now, by=by)
    return council


def composition_of(council: Council, settings: ElectionSettings | None = None) -> Decision:
    """Warnings on size, quorum, students, staff share and breadth of the seats as planned."""
    return council_composition(composition_facts(council, settings or ElectionSettings()))


def composition_facts(council: Council, settings: ElectionSettings) -> CompositionFacts:
    """The seats as planned, by group."""
    return CompositionFacts(
        kind=council.kind,
        moment=CompositionMoment.SET_UP,
        groups=places_of(seat_plans(council.seat_groups)),
        personnel_warning_percent=settings.personnel_warning_percent,
    )


def create_election(
    session: Session,
    council: Council,
    *,
    title: str,
    titles: Mapping[str, str] | None = None,
    nominations_open_at: datetime,
    nominations_close_at: datetime,
    opens_at: datetime,
    closes_at: datetime,
    roll_closes_on: date,
    settings: ElectionSettings,
    now: datetime,
    by: UUID | None = None,
) -> Election:
    """An election with one contest for each seat group and reserved school; `titles` are in other languages.

    Raises Refused when a district council reserves no seat for a D or F school (S7, `df_coverage=reserve`),
    when no seat is filled by a vote of its electorate, and when a setting has a value that makes no sense.
    """
    district = session.get_one(District, council.district_id)
    school_year = school_year_of(local_date(opens_at, district.zone))
    _require_sound_settings(council, settings)
    asked = require_sound_seats(session, council, school_year, settings, act="create_election")
    election = Election(
        district=district,
        council=council,
        district_id=district.id,
        title=title,
        titles=dict(titles or {}),
        school_year=school_year,
        nominations_open_at=nominations_open_at,
        nominations_close_at=nominations_close_at,
        opens_at=opens_at,
        closes_at=closes_at,
        roll_closes_on=roll_closes_on,
        settings=settings_as_json(settings),
    )
    session.add(election)
    add_contests(election, council)
    session.flush()
    duty = Asked(rule="required_councils", facts=duty_facts(session, district, school_year))
    composition = Asked(rule="council_composition", facts=composition_facts(council, settings))
    sound = Asked(rule="sound_settings", facts=settings)
    keep_for(session, election, duty, *asked, composition, sound, now=now)
    trail.of_election(
        session,
        election,
        "create_election",
        now=now,
        by=by,
        details={
            "settings": election.settings,
            "opens_at": opens_at.isoformat(),
            "closes_at": closes_at.isoformat(),
        },
    )
    return election


def _require_sound_settings(council: Council, settings: ElectionSettings) -> None:
    decision = sound_settings(settings)
    if not decision.allowed:
        asked = (Asked(rule="sound_settings", facts=settings),)
        raise Refused(
            "create_election", decision, district_id=council.district_id, subject_id=council.id, asked=asked
        )


def change_setting(
    session: Session,
    election: Election,
    name: str,
    value: SettingValue,
    *,
    now: datetime,
    by: UUID | None = None,
) -> None:
    """Changes one setting while it is not frozen, and logs old and new. Raises Refused (S4).

    Another electorate makes other contests where it votes on other seats, and everyone on the roll is screened again.
    """
    require_no_runoff(session, election, "change_setting")
    current = settings_of(election)
    facts = SettingChange(settings=current, name=name, value=value, stage=stage_of(session, election, now))
    asked: tuple[Asked, ...] = (Asked(rule="may_change_setting", facts=facts),)
    decision = may_change_setting(facts)
    if decision.allowed and name == "electorate":
        fits = _electorate_facts(election, Electorate(str(value)), facts.stage)
        asked = (*asked, Asked(rule="electorate_fits_seats", facts=fits))
        decision += electorate_fits_seats(fits)
    if not decision.allowed:
        raise Refused.for_election("change_setting", decision, election, asked=asked)
    keep_for(session, election, *asked, now=now)
    election.settings = settings_as_json(settings_with(current, name, value))
    session.flush()
    change = {"setting": name, "from": settings_as_json(current)[name], "to": election.settings[name]}
    trail.of_election(session, election, "change_setting", now=now, by=by, details=change)
    if METHOD_OF[settings_of(election).electorate] is not METHOD_OF[current.electorate]:
        make_contests_again(session, election, election.council)
        trail.of_election(session, election, "make_contests_again", now=now, by=by)
    if name in ("voter_exclusion_policy", "electorate"):
        screen_again(session, election, now=now, by=by)


def _electorate_facts(election: Election, wished: Electorate, stage: Stage) -> ElectorateFacts:
    return ElectorateFacts(
        electorate=wished,
        seats=seat_plans(election.council.seat_groups),
        votes_now_on=settings_of(election).electorate,
        people_may_stand=stage.has_reached(Stage.FORMS_OPEN) or any(c.candidates for c in election.contests),
    )
