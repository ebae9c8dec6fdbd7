"""The scene of the sign-in tests, on each database in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.web.limits import limiter
from tests.databases import Database
from tests.web.sign_in.scene import Browser, Scene, open_scene


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Scene:
    opened = open_scene(database.url, tmp_path)
    limiter.reset()
    return opened


@pytest.fixture
def browser(scene: Scene) -> Browser:
    return scene.browser()
