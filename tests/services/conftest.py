"""The district of the acceptance scenarios, on each database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.tallow_creek import TallowCreek


@pytest.fixture
def creek(session: Session) -> TallowCreek:
    return TallowCreek(session)
