"""What every page's frame needs: whose page it is, languages, whom to call, who is signed in, where to go."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, current_app, g, get_flashed_messages, request, url_for
from flask_babel import format_currency, get_locale
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from ballot_service.database import db
from ballot_service.models import Council, District, Election
from ballot_service.rules.words import Sentence
from ballot_service.web.access import appointments
from ballot_service.web.languages import LANGUAGES, WITHOUT_SESSION, direction_of, tag_here
from ballot_service.web.navigation import ROLE_NAMES, in_office, pages_of


def register_frame(app: Flask) -> None:
    app.context_processor(_frame)
    app.add_template_filter(in_office)
    app.add_template_filter(whose)
    app.add_template_filter(called)
    app.add_template_filter(dollars)


def _frame() -> dict[str, Any]:
    locale = get_locale() or Locale("en")
    frame: dict[str, Any] = {
        "language": tag_here(),
        "direction": locale.text_direction,
        "languages": languages(tag_here()),
        "place": None,
        "contact": None,
        "help_url": None,
        "district": None,
        "person": None,
        "sign_out_url": None,
        "navigation": [],
        "season": None,
        "told": _told(),
    }
    if request.blueprint not in WITHOUT_SESSION:
        frame |= _signed_in()
    return frame


def _told() -> list[dict[str, str]]:
    """What an act just said; ballot and public pages keep no session to say it from."""
    if request.blueprint in (None, "public", *WITHOUT_SESSION):
        return []
    return [{"kind": pair[0], "sentence": pair[1]} for pair in get_flashed_messages(with_categories=True)]


def languages(current: str) -> list[dict[str, Any]]:
    """The languages offered, each as a link to this very page."""
    return [
        {
            "tag": tag,
            "name": name,
            "direction": direction_of(tag),
            "current": tag == current,
            "url": _here_in(tag),
        }
        for tag, name in LANGUAGES.items()
    ]


def _here_in(tag: str) -> str:
    """This very page in another language; after a form was sent, the page it stands on, or else the first page."""
    here = quote(
        request.path
    )  # browsers read a plain backslash as a slash, and "/\\elsewhere" would lead away
    if request.method == "GET":
        return f"{here}?{urlencode({**request.args.to_dict(), 'lang': tag})}"
    with suppress(HTTPException):
        current_app.url_map.bind("").match(request.path, method="GET")
        return f"{here}?{urlencode({'lang': tag})}"
    return url_for("public.start", lang=tag)


def _signed_in() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {}
    held = g.get("appointment") or next(iter(appointments()), None)
    if held is None:
        return {"sign_out_url": url_for("sign_in.out")}
    return {
        "district": db.session.get_one(District, held.district_id).name,
        "person": {"name": current_user.name, "role": ROLE_NAMES[held.role]},
        "sign_out_url": url_for("sign_in.out"),
        "navigation": [
            {"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint}
            for label, endpoint in pages_of(a.role for a in appointments())
        ],
    }


def called(row: Council | Election) -> str:
    """What the district calls it in the reader's language, or else in its own."""
    return row.name_in(tag_here()) if isinstance(row, Council) else row.title_in(tag_here())


def whose(election: Election) -> str:
    """The school whose council is elected, or the district."""
    return election.council.school.name if election.council.school else election.district.name


def place_of(council: Council, district: District) -> dict[str, Any]:
    """Whose page this is: the school (or the district), then the council."""
    school = council.school.name if council.school else district.name
    return {"school": school, "council": called(council), "logo_url": None}


def contact_of(district: District, hours: Sentence | None = None) -> dict[str, Any]:
    """Whom to call."""
    digits = "".join(c for c in district.phone if c.isdigit())
    return {
        "name": district.name,
        "phone": district.phone,
        "phone_link": f"tel:+1{digits[-10:]}",
        "email": None,
        "hours": hours,
    }


def dollars(millionths: int) -> str:
    """An amount of money as the reader writes it, in whole cents."""
    return str(format_currency(Decimal(millionths) / 1_000_000, "USD"))
