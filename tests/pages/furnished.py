"""The installation of the tour with every stage in it; pages and pictures are taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pages.cases_stage import cases_in_every_state
from tests.pages.correction_stage import ballots_that_are_wrong
from tests.pages.early_stages import coming, preparing
from tests.pages.filed_forms import filed_forms
from tests.pages.installation import Installation, served_installation
from tests.pages.paper_count_stage import paper_on_count_night
from tests.pages.recount_stage import correction_waiting, recount_going_on
from tests.pages.runoff_stage import ties_to_run_off
from tests.pages.stages import Stages
from tests.pages.students_stage import students_who_vote
from tests.pages.used_rows import (
    a_browser_that_asked,
    an_unclear_message,
    an_upload,
    another_district,
    links_in_every_state,
    names,
    passkeys,
    recorded_rows,
    somebody_without_office,
)


@contextmanager
def furnished(folder: Path) -> Iterator[Installation]:
    """Built and served on 127.0.0.1 until the end of the block."""
    with served_installation(folder) as place:
        with place.session() as session:
            stages = Stages(session, place)
            preparing(stages)
            students_who_vote(stages)
            cases_in_every_state(stages)
            coming(stages)
            paper_on_count_night(stages, stages.closed())
            stages.counted()
            ballots_that_are_wrong(stages)
            links_in_every_state(stages)
            recount_going_on(stages)
            ties_to_run_off(stages)
            recorded_rows(stages)
            correction_waiting(stages)
            passkeys(stages)
            another_district(stages)
            names(stages)
            somebody_without_office(stages)
        an_unclear_message(place)
        filed_forms(place)
        an_upload(place)
        a_browser_that_asked(place)
        place.keep_cookies()
        yield place
