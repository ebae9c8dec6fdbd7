"""The installation that the tour goes through, built and served once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.pages.furnished import furnished
from tests.pages.installation import Installation
from tests.pages.looking import Windows


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with furnished(tmp_path_factory.mktemp("pages")) as place:
        yield place


@pytest.fixture(scope="session")
def windows(installation: Installation, chromium: Browser) -> Windows:
    return Windows(chromium, installation)
