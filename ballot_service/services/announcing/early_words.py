"""What is said before there is a roll: which seats there are, and until when and where interest forms come in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.models import Election
from ballot_service.rules.contests import contest_heading
from ballot_service.services.announcing.notice_words import Speak, short_moment
from ballot_service.services.facts import contest_facts

BETWEEN: Mapping[str, str] = MappingProxyType({"ar": "؛ ", "zh-Hans": "；"})
"""Parts what stands in one line, in languages that do not write "; "."""


def call_values(election: Election, language: str, *, speak: Speak, page: str) -> dict[str, str]:
    """What a call for interest forms says in one language. `page` is the whole address of the election's page; the
    form stands below it. The moment is on the district's clock.
    """
    closes = election.nominations_close_at.astimezone(election.zone)
    seats = (speak(language, contest_heading(contest_facts(contest))) for contest in election.contests)
    return {
        "seats": BETWEEN.get(language, "; ").join(seats),
        "forms_until": speak(language, closes),
        "forms_until_short": short_moment(language, closes),
        "public_link": f"{page}/interest",
    }
