"""Every text of a notice that ships with the product, read once."""

from __future__ import annotations

from functools import cache

import outreach
from ballot_service.catalogues import BrokenDays, day_forms, shipped_languages
from ballot_service.shipped import shipped
from outreach.tongues import tongues


@cache
def book() -> outreach.NoticeBook:
    """Every text that ships with the product. Raises as `NoticeBook.read` does when one is not in order."""
    return outreach.NoticeBook.read(shipped("templates") / "notices", languages=shipped_languages())


def texts_fault() -> str:
    """What is wrong with the files of a language, in one sentence with file and reason; empty when all are in order.

    Whoever starts the service asks first: a language whose STOP is not obeyed must not send.
    """
    try:
        lacking = [tag for tag in shipped_languages() if tag not in tongues()]
        book()
        for tag in shipped_languages():
            day_forms(tag)
    except (outreach.OutreachError, BrokenDays) as problem:
        return str(problem)
    return (
        f"outreach/languages/{lacking[0]}.toml is missing; docs/outreach.md says what it holds."
        if lacking
        else ""
    )
