"""Every text of a notice that ships with the product, read once."""

from __future__ import annotations

from functools import cache

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.shipped import shipped


@cache
def book() -> outreach.NoticeBook:
    """Every text that ships with the product. Raises as `NoticeBook.read` does when one is not in order."""
    return outreach.NoticeBook.read(shipped("templates") / "notices", languages=shipped_languages())
