"""The notices a council has published, as a page for everybody and as an Atom feed in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ballot_service.database import db
from ballot_service.models import Council, District
from ballot_service.rules.languages import language_name
from ballot_service.services.announcing import Published, feed_of, published_notices
from ballot_service.web.access import anyone
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import direction_of
from ballot_service.web.public_sessions import public
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

__all__ = ["council_notices", "notice_feed", "public"]

PLACE = "/<slug>/councils/<uuid:council_id>/notices"


@public.get(PLACE)
@anyone
def council_notices(slug: str, council_id: UUID) -> ResponseReturnValue:
    """Every notice of a council, newest first, in all the languages in which it was published."""
    council, district = _council(slug, council_id)
    found = published_notices(db.session(), council)
    return render_template(
        "pages/public/council_notices.html",
        place=place_of(council, district),
        contact=contact_of(district),
        help_url=None,
        council=council,
        slug=slug,
        found=found,
        tags=_tags(found),
        zone=ZoneInfo(district.zone),
        language_name=language_name,
        direction_of=direction_of,
        in_order=_own_language_first,
    )


@public.get(PLACE + "/<tag>.atom")
@anyone
def notice_feed(slug: str, council_id: UUID, tag: str) -> Response:
    """The feed in one language; 404 for a language in which nothing was published."""
    council, district = _council(slug, council_id)
    found = published_notices(db.session(), council)
    tags = _tags(found)
    if tag not in tags:
        abort(404)
    origin, place = settings().public_origin, _place(slug, council)
    content, kind = feed_of(
        found,
        council,
        district.name,
        tag,
        page=origin + url_for("public.council_notices", lang=tag, **place),
        feeds={each: origin + url_for("public.notice_feed", tag=each, **place) for each in tags},
        speak=speak,
    )
    return Response(content, content_type=kind)


def _council(slug: str, council_id: UUID) -> tuple[Council, District]:
    council = db.session.get(Council, council_id) or abort(404)
    district = db.session.get_one(District, council.district_id)
    if district.slug != slug:
        abort(404)
    return council, district


def _place(slug: str, council: Council) -> dict[str, Any]:
    return {"slug": slug, "council_id": council.id}


def _own_language_first(texts: Mapping[str, tuple[str, str]]) -> list[tuple[str, tuple[str, str]]]:
    """The texts of a notice, the one in the language of the page before the others."""
    locale = get_locale()
    own = locale.language if locale else ""
    return sorted(texts.items(), key=lambda each: (each[0].partition("-")[0] != own, each[0]))


def _tags(found: Sequence[Published]) -> list[str]:
    """The languages in which something was published."""
    return sorted({tag for one in found for tag in one.texts})
