"""Reads orgs.csv: which organizations are schools, and which school a department belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from ballot_service.importing.cleaning import plain_text, school_number
from ballot_service.importing.gathering import Gathering
from ballot_service.importing.records import Origin, SchoolRecord
from ballot_service.importing.refusals import Unusable
from ballot_service.importing.school_levels import level_of
from ballot_service.importing.sheet import Sheet, SheetRow
from ballot_service.rules.words import say

WHOLE_DISTRICT = ""
ABOVE_SCHOOL = frozenset({"district", "local", "state", "national"})
SCHOOL_ABOVE_MISSING = Unusable(
    "school_above_missing",
    say("This is a department, and the school it belongs to is not in the file."),
    say("Add the school to orgs.csv in the export, and import again."),
)
NAME_MISSING = Unusable(
    "school_name_missing",
    say("This school has no name."),
    say("Write its name in the student system and export again."),
)


@dataclass(slots=True)
class Orgs:
    """`school_of`: organization → school or `WHOLE_DISTRICT`, by id. Others stand for themselves."""

    school_of: dict[str, str] = field(default_factory=dict)

    def schools(self, org_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The schools of some organizations, each once; `WHOLE_DISTRICT` for one above schools."""
        return tuple(dict.fromkeys(self.school_of.get(org_id, org_id) for org_id in org_ids))


def read_orgs(sheet: Sheet | None, gathering: Gathering) -> Orgs:
    """Adds the schools to `gathering` and answers where every other organization belongs."""
    rows = {row["sourcedid"]: row for row in sheet or () if row.is_live and row["sourcedid"]}
    orgs = Orgs()
    for key, row in rows.items():
        kind = row["type"].lower()
        if kind in ABOVE_SCHOOL:
            orgs.school_of[key] = WHOLE_DISTRICT
        elif kind == "department" and sheet is not None:
            orgs.school_of[key] = _school_above(key, rows, sheet, gathering)
        elif sheet is not None:
            _add_school(sheet.name, key, row, gathering)
    return orgs


def _add_school(file: str, key: str, row: SheetRow, gathering: Gathering) -> None:
    name = plain_text(row["name"])
    if not name:
        gathering.refuse(file, row.line, "name", "", NAME_MISSING)
        return
    gathering.schools.append(
        SchoolRecord(
            source_id=key,
            number=school_number(row["identifier"]) or key,
            name=name,
            level=level_of(name),
            origin=Origin(file=file, line=row.line),
        )
    )


def _school_above(key: str, rows: dict[str, SheetRow], sheet: Sheet, gathering: Gathering) -> str:
    """Climbs from a department to its school; a missing parent is reported once, at the department's row."""
    seen = {key}
    above = rows[key]["parentsourcedid"]
    while above in rows and above not in seen:
        seen.add(above)
        kind = rows[above]["type"].lower()
        if kind in ABOVE_SCHOOL:
            return WHOLE_DISTRICT
        if kind != "department":
            return above
        above = rows[above]["parentsourcedid"]
    gathering.refuse(sheet.name, rows[key].line, "parentSourcedId", above, SCHOOL_ABOVE_MISSING)
    return above or key
