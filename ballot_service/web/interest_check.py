"""What somebody answered, line by line, for the page on which it is checked before it is sent."""

from __future__ import annotations

from typing import Any

from ballot_service.rules.interest_words import BY_WORDS, PART_WORDS, YES_NO
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import title_of
from ballot_service.web.interest_sheet import Sheet
from ballot_service.web.languages import spoken

NOTHING = say("Left empty")
PHOTO = say("Photo, which shows")
SEATS, ABOUT = say("Seats"), say("Who fills in this form")


def check_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """Each answer with the button that leads back to it."""
    assert sheet.contest is not None
    rows = [
        {"term": SEATS, "values": [title_of(sheet.contest)], "change_value": "change:choose"},
        {"term": ABOUT, "values": [BY_WORDS[sheet.by]], "change_value": "change:choose"},
    ]
    for section in sheet.sections():
        for field in section.fields:
            rows.append(
                {
                    "term": PART_WORDS[field.name],
                    "values": [_said(sheet, field.name)],
                    "change_value": "change:answers",
                }
            )
    if sheet.photo.given is not None:
        rows.append({"term": PHOTO, "values": [sheet.photo.line], "change_value": "change:answers"})
    return rows


def _said(sheet: Sheet, part: str) -> str | Sentence:
    if part == "language":
        return spoken(sheet.answers.typed["language"])
    if part == "birth_date" and sheet.answers.born is not None:
        return say("{day}", day=sheet.answers.born)
    value = sheet.answers.values.get(part, "")
    return YES_NO.get(value) or value or NOTHING
