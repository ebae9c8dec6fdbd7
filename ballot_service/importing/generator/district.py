"""Puts a generated district together from a seed, and names the files that it can be exported as.

The same seed and sizes give the same bytes, on every machine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ballot_service.importing.generator.households import make_household
from ballot_service.importing.generator.oneroster_files import oneroster_1_1, oneroster_1_2
from ballot_service.importing.generator.people import Household, School, StaffMember
from ballot_service.importing.generator.plain_files import plain_files, spreadsheet_files
from ballot_service.importing.generator.staff import make_staff

ELEMENTARY = ("PK", "K", "1", "2", "3", "4", "5")
SCHOOLS = (
    ("Cypress Elementary School", ELEMENTARY, "D"),
    ("Oak Middle School", ("6", "7", "8"), "D"),
    ("Pine High School", ("9", "10", "11", "12"), "D"),
    ("Elm Elementary School", ELEMENTARY, "F"),
    ("Cedar Elementary School", ELEMENTARY, "C"),
    ("Birch Elementary School", ELEMENTARY, "B"),
)
"""In the order in which a growing district gets them."""
SCHOOL_DAY = date(2025, 10, 1)
"""The day by which ages are reckoned, so that a seed gives the same birth dates in every year."""


@dataclass(frozen=True)
class District:
    """A fictional district. `files` gives each export's file name and bytes."""

    name: str
    seed: int
    schools: tuple[School, ...]
    households: tuple[Household, ...]
    staff: tuple[StaffMember, ...]

    @cached_property
    def files(self) -> dict[str, bytes]:
        """OneRoster zips, plain CSV files, and the same files after a spreadsheet has damaged them."""
        return {
            "oneroster-1.1.zip": oneroster_1_1(self.name, self.schools, self.households, self.staff),
            "oneroster-1.2.zip": oneroster_1_2(self.name, self.schools, self.households, self.staff),
            **plain_files(self.schools, self.households, self.staff),
            **spreadsheet_files(self.schools, self.households, self.staff),
        }


def generate_district(
    seed: int,
    households: int = 600,
    schools: int = 5,
    name: str = "Tallow Creek School District",
    today: date = SCHOOL_DAY,
) -> District:
    """A district of so many households and one to six schools. Raises `ValueError` for other numbers."""
    if not 1 <= schools <= len(SCHOOLS) or households < 1:
        raise ValueError(f"a district has 1 to {len(SCHOOLS)} schools and at least one household")
    draw = random.Random(seed)
    chosen = tuple(
        School(
            id=f"org-{number:04d}",
            number=f"{number:04d}",
            name=school_name,
            grades=grades,
            accountability_grade=letter,
        )
        for number, (school_name, grades, letter) in enumerate(SCHOOLS[:schools], start=8)
    )
    homes = tuple(
        make_household(draw, number, chosen, chosen[0], today) for number in range(1, households + 1)
    )
    return District(
        name=name,
        seed=seed,
        schools=chosen,
        households=homes,
        staff=make_staff(draw, chosen, homes, today),
    )
