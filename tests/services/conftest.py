"""The district of the acceptance scenarios, on each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.services.forms_counter import Counter, opened
from tests.tallow_creek import TallowCreek


@pytest.fixture
def creek(session: Session) -> TallowCreek:
    return TallowCreek(session)


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    return opened(creek, tmp_path)
