"""S3 by pages: students of 12 on the closing day, Monday 3 November 2025, and those who are too young by a day.

From the guardian's link to the ballot, S3 stands in `test_consent.py`.
"""

from __future__ import annotations

from tests.tallow_creek import at
from tests.web.conftest import World
from tests.web.interest_visit import STUDENT, forms_election, visitor

BORN = {"2014-06-15": True, "2013-02-20": False, "2013-11-03": False, "2013-11-04": True}
"""Students A to D, and whether each is too young."""


def test_the_page_says_before_sending_who_is_too_young(world: World) -> None:
    world.now = at(10, 20, 10)
    election = forms_election(world)
    visit = visitor(world, election)
    for born, is_too_young in BORN.items():
        visit.choose("students").answer(STUDENT, birth_date=born)
        assert visit.status == 200, born
        assert visit.says("These seats may not be for you") is is_too_young, born
        assert visit.says("15 Jun 2026") is (born == "2014-06-15"), born
