"""The reach report in words: each gap with its table, for the clerk's page and the reviewers'."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.models import Election
from ballot_service.rules.words import Sentence, say
from ballot_service.services.reach_report import Gap, reach_numbers
from ballot_service.services.roll_report import Merged
from ballot_service.web.languages import spoken

NO_SCHOOL = say("No child in school here, or not known")
GAP_WORDS: Mapping[Gap, Sentence] = {
    Gap.NO_PHONE: say("No phone number"),
    Gap.NO_TEXTS: say("A phone number, but none for text messages"),
    Gap.NO_EMAIL: say("No e-mail address"),
    Gap.NO_MESSAGE: say("No e-mail address and no phone for text messages"),
    Gap.NO_ADDRESS: say("No postal address"),
    Gap.NO_LANGUAGE: say("No text in the language they read"),
}
GAP_HELP: Mapping[Gap, Sentence] = {
    Gap.NO_MESSAGE: say("They get their ballot link as a letter. Ask the school for a phone number."),
    Gap.NO_ADDRESS: say("A letter cannot be mailed. Hand it over at the school."),
    Gap.NO_LANGUAGE: say("Have the notice translated, or have somebody call who speaks the language."),
}
ALL = say("Everybody who may vote")
WITHOUT_TEXT = say("Languages without a text")


def reach_page(election: Election, *, back: str) -> ResponseReturnValue:
    """The report as a page; `back` is where its link at the foot leads."""
    numbers = reach_numbers(db.session(), election, spoken=shipped_languages())
    return render_template(
        "pages/review/reach.html",
        election=election,
        people=numbers.people,
        minimum=numbers.minimum,
        gaps=[
            (GAP_WORDS[each.gap], GAP_HELP.get(each.gap), each.people, _lines(each.by_school))
            for each in numbers.gaps
        ],
        everybody=_lines(numbers.by_school),
        tongues=[(spoken(tag), number) for tag, number in numbers.languages_without_text.groups],
        tongues_merged=numbers.languages_without_text.merged,
        back=back,
    )


def _lines(counted: Merged[str]) -> tuple[list[tuple[Sentence, int]], int]:
    named = [
        (Sentence("{name}", {"name": school}) if school else NO_SCHOOL, number)
        for school, number in counted.groups
    ]
    return named, counted.merged
