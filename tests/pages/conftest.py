"""The installation that the tour goes through, built and served once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.pages.cases_stage import cases_in_every_state
from tests.pages.early_stages import coming, preparing
from tests.pages.filed_forms import filed_forms
from tests.pages.installation import Installation, served_installation
from tests.pages.looking import Windows
from tests.pages.stages import Stages
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


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with served_installation(tmp_path_factory.mktemp("pages")) as place:
        with place.session() as session:
            stages = Stages(session, place)
            preparing(stages)
            cases_in_every_state(stages)
            coming(stages)
            stages.closed()
            stages.counted()
            links_in_every_state(stages)
            recorded_rows(stages)
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


@pytest.fixture(scope="session")
def windows(installation: Installation, chromium: Browser) -> Windows:
    return Windows(chromium, installation)
