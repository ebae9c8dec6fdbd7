"""Which language a page speaks, and how sentences, days and times are said in it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, lists
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale, gettext
from flask_login import current_user

from ballot_service.catalogues import catalogue_file, day_forms, shipped_languages
from ballot_service.rules.languages import LANGUAGES as SPOKEN
from ballot_service.rules.words import ZONE_NAMES, Sentence, Tongue


def own_name(tag: str) -> str:
    """What a language is called by those who speak it."""
    name = Locale.parse(tag, sep="-").get_display_name() or tag
    return f"{name[0].upper()}{name[1:]}"


LANGUAGES = {tag: own_name(tag) for tag in shipped_languages()}
"""The interface's languages by their own names."""

WITHOUT_SESSION = (
    "card",
    "voter",
    "interest",
    "consent",
    "register",
    "attend",
    "nomination",
    "asking",
    "own_form",
    "short",
    "questions",
    "news",
)
"""Blueprints whose pages keep nothing about the reader, not even the language."""


@cache
def catalogue(tag: str) -> NullTranslations:
    """The catalogue read straight from its .po file, so that there is one source of truth and nothing to compile."""
    place = catalogue_file(tag)
    if not place.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with place.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


class PoDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's domain, fed from the .po files."""

    def get_translations(self) -> NullTranslations:
        return catalogue(tag_here())


class PoBabel(Babel):  # type: ignore[misc]  # the same
    """Flask-Babel with that domain in place of the one that reads compiled catalogues."""

    domain_instance = PoDomain()


def register_languages(app: Flask) -> None:
    PoBabel(app, locale_selector=lambda: chosen_language().replace("-", "_"))
    app.add_template_filter(words)
    app.add_template_filter(when)
    app.add_template_filter(clock)
    app.add_template_filter(direction_of)


def tag_here() -> str:
    """The BCP-47 tag of the language that the page speaks."""
    return str(get_locale() or "en").replace("_", "-")


def chosen_language() -> str:
    """A voter's own language first, then what was asked for, kept, or sent by the browser."""
    if not has_request_context():
        return "en"
    asked = request.args.get("lang", "")
    for wanted in (g.get("language"), asked, _kept(asked)):
        if wanted in LANGUAGES:
            return str(wanted)
    return of_the_browser()


def of_the_browser() -> str:
    """The first language of the browser's list that we speak, wherever it is spoken: zh-CN and zh-TW are Chinese, and
    es-MX is Spanish even where English stands later in the list."""
    for asked in request.accept_languages.values():
        base = asked.partition("-")[0].lower()
        if found := next((tag for tag in LANGUAGES if tag.partition("-")[0] == base), None):
            return found
    return "en"


def _kept(asked: str) -> str | None:
    """The language of the session or account; ballot pages and interest forms use no session at all."""
    if request.blueprint in WITHOUT_SESSION:
        return None
    if asked in LANGUAGES:
        session["language"] = asked
    return session.get("language") or getattr(current_user, "language", None)


def words(value: object) -> str:
    """A rule's sentence, or any value in one, in the reader's language."""
    if isinstance(value, Sentence):
        return str(gettext(value.template)).format(
            **{name: words(part) for name, part in value.values.items()}
        )
    if isinstance(value, Tongue):
        return spoken(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, tuple):
        return lists.format_list([words(part) for part in value], locale=_locale())
    return str(value)


def spoken(tag: str) -> str:
    """What a language is called in the reader's own, from the Unicode locale data; a tag nobody knows is shown."""
    names = _locale().languages
    known = words(SPOKEN[tag]) if tag in SPOKEN else names.get(tag.replace("-", "_"))
    name = known or names.get(tag.partition("-")[0].lower()) or gettext("other language (%(code)s)", code=tag)
    return f"{name[0].upper()}{name[1:]}"


def direction_of(tag: str) -> str:
    """The way a language is written, for the `dir` of a text in it; "auto" for a tag nobody knows."""
    try:
        return str(Locale.parse(tag, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


def when(value: date) -> str:
    """A date or moment with weekday, and the time zone in words."""
    return moment(value) if isinstance(value, datetime) else day(value)


def day(value: date) -> str:
    """ "Wednesday 19 November 2025" """
    return dates.format_date(value, day_forms(tag_here()).long_day or "full", locale=_locale())


def short_day(value: date) -> str:
    """ "Wed 19 Nov 2025" """
    pattern = day_forms(tag_here()).short_day
    if not pattern:
        return dates.format_skeleton("yMMMEd", value, locale=_locale())
    return dates.format_date(value, pattern, locale=_locale())


def moment(value: datetime) -> str:
    """ "Friday 5 December 2025, 7:00 p.m. Central time", in the value's own time zone."""
    return f"{day(value.date())}{day_forms(tag_here()).before_time}{clock(value)}"


def clock(value: datetime) -> str:
    """ "7:00 p.m. Central time", for a moment whose day was said before."""
    at = dates.format_time(value, day_forms(tag_here()).time or "short", locale=_locale())
    at = at.replace("AM", "a.m.").replace("PM", "p.m.")
    return f"{at} {words(_zone_name(value))}"


def _zone_name(at: datetime) -> object:
    key = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else at.tzname() or ""
    return ZONE_NAMES.get(key, key)


def _locale() -> Locale:
    return get_locale() or Locale("en")
