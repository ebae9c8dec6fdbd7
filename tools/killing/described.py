"""What providers publish about their requests, and whether one fits: no fake takes what the real one refuses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "provider-specs"
TWILIO, SENDGRID = "https://api.twilio.com", "https://api.sendgrid.com"
FILES = {TWILIO: "twilio_api_v2010.messages_calls.json", SENDGRID: "tsg_mail_v3.json"}


@dataclass
class _Seen:
    """A request as openapi-core wants to see it."""

    host_url: str
    path: str
    method: str
    content_type: str
    body: bytes
    parameters: RequestParameters


@cache
def description(host: str) -> OpenAPI:
    """What the provider at `host` publishes, read once."""
    return OpenAPI.from_dict(json.loads((FOLDER / FILES[host]).read_text()))


def what_does_not_fit(
    host: str,
    method: str,
    path: str,
    headers: Iterable[tuple[str, str]],
    *,
    body: bytes = b"",
    query: Mapping[str, str] | None = None,
) -> str:
    """What the description of `host` has against a request; empty when it fits. `path` is without its query."""
    sent = Headers(list(headers))
    seen = _Seen(
        host_url=host,
        path=path,
        method=method,
        content_type=sent.get("Content-Type", "").lower(),
        body=body,
        parameters=RequestParameters(
            header=sent, query=ImmutableMultiDict(query or {}), cookie=ImmutableMultiDict()
        ),
    )
    try:
        description(host).validate_request(seen)
    except OpenAPIError as error:
        return f"{error} {error.__cause__!r}"
    if b'"attachments"' in body and any(";" in one["type"] for one in json.loads(body)["attachments"]):
        return "The attachment type cannot contain ';', or CRLF characters."  # said by its servers only
    return ""
