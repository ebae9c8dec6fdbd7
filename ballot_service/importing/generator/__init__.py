"""Makes realistic, fictional districts, whose files the demonstration and the tests import like real ones."""

from __future__ import annotations

from ballot_service.importing.generator.district import District, generate_district

__all__ = ["District", "generate_district"]
