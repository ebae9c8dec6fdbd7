"""Sends the pages of voters and everybody, and style sheets, compressed: a slow phone on a bad line gets them sooner.

Only pages without a session are compressed. A page that holds both a secret and words somebody else chose must not be:
from the length of the answer the secret could be guessed.
"""

from __future__ import annotations

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

KINDS = frozenset({"text/html", "text/css", "image/svg+xml"})
WITHOUT_SESSION = frozenset({"voter", "card", "public"})
"""Blueprints whose pages use no session and have no key against forgery in them."""
WORTH_IT = 400
"""Bytes. Below that the answer would hardly get smaller."""


def register_compression(app: Flask) -> None:
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if request.endpoint != "static" and request.blueprint not in WITHOUT_SESSION:
        return response
    if response.mimetype not in KINDS or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (204, 206, 304) or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    whole = response.get_data()
    if len(whole) >= WORTH_IT:
        response.set_data(gzip.compress(whole, compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        _weaken_tag(response)
    return response


def _weaken_tag(response: Response) -> None:
    """The tag was made of the bytes before; what is sent now only means the same."""
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)
