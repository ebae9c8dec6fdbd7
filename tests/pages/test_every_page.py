"""Every page for everybody who may see it: usable at 360 pixels, accessible, translated.

English and Spanish are looked at everywhere, with axe. Pages without an account are looked at in every language; those
of the offices in Arabic, too, which runs from right to left.
"""

from __future__ import annotations

import pytest
from flask import Flask

from ballot_service.catalogues import shipped_languages
from ballot_service.web.access import declared, who_may_use
from tests.pages.english_left import same_in_both, untranslated
from tests.pages.installation import Installation
from tests.pages.looking import Look, Windows
from tests.pages.stops import NOBODY, Stop, stop
from tests.pages.tour import NO_PAGES, TOUR
from tools.texts import catalogue, missing

LANGUAGES = ("en", "es")
OTHERS = tuple(tag for tag in shipped_languages() if tag not in LANGUAGES)
FROM_RIGHT = "ar"
pytestmark = pytest.mark.tour


@pytest.mark.browser
@pytest.mark.parametrize("stop", TOUR, ids=str)
def test_a_page(stop: Stop, windows: Windows) -> None:
    """One heading, no sideways scroll, the right language, nothing for axe to say, and no English in Spanish."""
    faults = []
    looks = {language: windows.look(stop, language) for language in LANGUAGES}
    for language, look in looks.items():
        faults += look.faults(stop, language)
        faults += [f"axe, {language}: {each}" for each in windows.violations(look)]
    names, english, spanish = windows.place.names, looks["en"].words, looks["es"].words
    faults += [f"left in English: {text}" for text in untranslated(spanish, names, "es")]
    faults += [f"the same in both: {text}" for text in same_in_both(english, spanish, names, "es")]
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("stop", TOUR, ids=str)
def test_a_page_in_the_other_languages(stop: Stop, windows: Windows) -> None:
    faults = []
    for language in OTHERS if stop.who == NOBODY else [tag for tag in OTHERS if tag == FROM_RIGHT]:
        if not stop.is_in(windows.place, language):
            continue
        look = windows.look(stop, language)
        faults += [f"{language}: {each}" for each in look.faults(stop, language)]
        left = untranslated(look.words, windows.place.names, language)
        faults += [f"left in English, {language}: {text}" for text in left]
        if language == FROM_RIGHT and stop.who == NOBODY:
            faults += [f"axe, {language}: {each}" for each in windows.violations(look)]
    assert not faults, "\n".join(faults)


def shown(app: Flask) -> set[tuple[str, str]]:
    """Every page with everybody who may open it."""
    pages = set()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES and declared(view):
            may = who_may_use(view)
            pages |= {(rule.endpoint, who) for who in ((NOBODY,) if isinstance(may, str) else may)}
    return pages


def test_the_tour_leaves_nothing_out(installation: Installation) -> None:
    """A new page has to be put into the tour, or named among those that are no pages."""
    for_anyone = {(stop.endpoint, NOBODY) for stop in TOUR}
    assert shown(installation.app) <= {(stop.endpoint, stop.who) for stop in TOUR} | for_anyone


def test_what_is_no_page_exists_and_is_not_in_the_tour(installation: Installation) -> None:
    assert set(NO_PAGES) <= set(installation.app.view_functions)
    assert not set(NO_PAGES) & {stop.endpoint for stop in TOUR}


def test_no_two_stops_are_called_the_same() -> None:
    assert len({str(stop) for stop in TOUR}) == len(TOUR)


@pytest.mark.parametrize("language", [tag for tag in shipped_languages() if tag != "en"])
def test_every_text_is_translated(language: str) -> None:
    assert [message.id for message in missing(catalogue(language))] == []


def test_english_on_a_spanish_page_is_found() -> None:
    """Whole texts, pieces around a value, and texts that never went through the catalogue; names are left alone."""
    page = [("Cast my ballot", False), ("You can vote until mañana.", False), ("Elm School", True)]
    assert untranslated(page, set(), "es") == ["Cast my ballot", "You can vote until"]
    assert untranslated(page, {"Cast my ballot"}, "es") == ["You can vote until"]
    named = [("District Cast my ballot Council: escaños", False)]
    assert untranslated(named, {"District Cast my ballot Council"}, "es") == []
    forgotten = [("Never translated", False), ("Pine School", False)]
    assert same_in_both([*page, *forgotten], [("Elm School", True), *forgotten], {"Pine School"}, "es") == [
        "Never translated"
    ]


@pytest.mark.browser
def test_faults_of_a_page_are_found(windows: Windows) -> None:
    html = '<html lang="en"><title>Two</title><h1>One</h1><h1>Two</h1><img src="/no-such-picture"></html>'
    look = Look(
        status=200,
        headings=["One", "Two"],
        width=400,
        wide=[],
        title="",
        lang="es",
        dir="ltr",
        words=[],
        html=html,
    )
    home = stop("home.start")
    assert any(each.startswith("image-alt") for each in windows.violations(look))
    assert len(look.faults(home, "en")) == 4
