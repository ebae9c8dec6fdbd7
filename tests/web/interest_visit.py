"""Somebody who fills in an interest form in a browser without script: each page's fields travel to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ballot_service.models import Election
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.tallow_creek import TallowCreek
from tests.web.conftest import World

RECEIPT = re.compile(r'id="receipt"[^>]*>([2-9A-Z]{4}-[2-9A-Z]{4})<')
PARENT = {
    "given_name": "María José",
    "family_name": "García López",
    "email": "maria@example.org",
    "phone": "",
    "address": "",
    "child_name": "Leo",
    "leads_parent_group": "no",
    "employed": "no",
    "statement": "Escucho a todos.",
    "signature": "y",
}
NEIGHBOR = {
    "given_name": "Otis",
    "family_name": "Byrd",
    "phone": "601-555-0123",
    "child_enrolled": "no",
    "employed": "no",
    "signature": "y",
}
STUDENT = {
    "given_name": "Kim",
    "family_name": "Voss",
    "email": "kim@example.org",
    "birth_date": "2013-02-20",
    "guardian_name": "Di Voss",
    "guardian_contact": "(601) 555-0177",
    "signature": "y",
}


class Fields(HTMLParser):
    """What a browser would send of a page's form, besides the button pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.found[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.found[self._select] = given["value"]
        elif tag == "textarea":
            self._area, self.found[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data.removeprefix("\n")


def fields_of(html: str) -> dict[str, str]:
    reader = Fields()
    reader.feed(html)
    return reader.found


@dataclass
class Visit:
    """One person's way through the pages of one election's form."""

    client: FlaskClient
    election_id: UUID
    contests: dict[str, str]
    school_id: str
    language: str = "en"
    held: dict[str, str] = field(default_factory=dict)
    text: str = ""
    raw: str = ""
    status: int = 0

    @property
    def path(self) -> str:
        return f"/elections/{self.election_id}/interest?lang={self.language}"

    def _seen(self, page: TestResponse) -> Visit:
        self.status, self.raw, self.text = page.status_code, page.text, unescape(page.text)
        self.held = fields_of(page.text)
        assert "Set-Cookie" not in page.headers
        return self

    def open(self) -> Visit:
        return self._seen(self.client.get(self.path))

    def press(self, action: str = "next", **typed: str) -> Visit:
        return self._seen(self.client.post(self.path, data={**self.held, **typed, "action": action}))

    def choose(self, group: str = "parents", by: str = "self") -> Visit:
        return self.open().press(contest=self.contests[group], by=by)

    def answer(self, typed: dict[str, str], **changed: str) -> Visit:
        schools = {"child_school": self.school_id, "student_school": self.school_id}
        return self.press(**{**schools, "language": self.language, **typed, **changed})

    def send(self, **typed: str) -> Visit:
        return self.press("send", **typed)

    @property
    def receipt(self) -> str:
        found = RECEIPT.search(self.text)
        assert found, self.text
        return found[1]

    def says(self, *texts: str) -> bool:
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", self.text))
        return all(text in plain for text in texts)


def forms_election(world: World, **wanted: Any) -> Election:
    """Tallow Creek's election with parent, community and student seats; nobody has filed yet."""
    return world.begin_with(("forms", repr(wanted)), lambda: _forms_election(world, wanted))


def _forms_election(world: World, wanted: Mapping[str, Any]) -> Election:
    with world.session() as session:
        creek = TallowCreek(session)
        more = (
            SeatPlan(group=SeatGroupKind.STUDENTS, seats=1),
            SeatPlan(group=SeatGroupKind.BUSINESS, seats=1),
        )
        election = creek.election(more=more, **wanted)
        _loaded = [(contest.seat_group.kind, contest.id) for contest in election.contests]
        assert election.council.school is not None
    return election


def visitor(world: World, election: Election, language: str = "en") -> Visit:
    contests = {contest.seat_group.kind.value: str(contest.id) for contest in election.contests}
    assert election.council.school is not None
    school = str(election.council.school.id)
    return Visit(world.app.test_client(), election.id, contests, school, language)
