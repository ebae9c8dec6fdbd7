"""A role sees and does only its own: every address, asked by every role and by nobody, answers as it declares."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from ballot_service.models import Role
from ballot_service.web.access import who_may_use
from tests.web.reading_room import Room, open_room

LIBRARY = ("security", "static")
LEAVES = ("sign_in.out",)
"""Signing out is open to everybody who is signed in, and would end the walk."""


@pytest.fixture(scope="module")
def room(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("roles")
    shutil.copy(migrated_sqlite, folder / "ballots.sqlite")
    opened = open_room(f"sqlite:///{folder}/ballots.sqlite", folder)
    opened.app.config["WTF_CSRF_ENABLED"] = False  # so that a forged form reaches the guard that is tested
    return opened


def addresses(room: Room, election_id: object) -> Iterator[tuple[Rule, str, str]]:
    """Every rule of our own with an address to try and a method."""
    for rule in room.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in LIBRARY or rule.endpoint in LEAVES:
            continue
        values = {name: _value(rule, name, election_id) for name in rule.arguments}
        with room.app.test_request_context():
            built = rule.build(values, append_unknown=False)
        assert built is not None, rule
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method, built[1]


def _value(rule: Rule, name: str, election_id: object) -> object:
    if name == "election_id":
        return election_id
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return {UUIDConverter: uuid4(), IntegerConverter: 1}.get(type(converter), "x")


def declared(room: Room, rule: Rule) -> str | tuple[str, ...]:
    return who_may_use(room.app.view_functions[rule.endpoint])


def asked(client: FlaskClient, method: str, path: str) -> tuple[int, str]:
    answer = client.open(path, method=method)
    answer.close()
    return answer.status_code, answer.headers.get("Location", "")


def test_nobody_passes_without_signing_in(room: Room) -> None:
    seen = 0
    for rule, method, path in addresses(room, room.election_id):
        status, place = asked(room.app.test_client(), method, path)
        is_sent_to_sign_in = status == 302 and place.startswith("/sign-in")
        if declared(room, rule) != "anyone":
            seen += 1
            assert is_sent_to_sign_in, (rule, status)
        elif not path.startswith("/sign-in"):
            assert not is_sent_to_sign_in, (rule, status)
    assert seen > 30


@pytest.mark.parametrize("role", list(Role))
def test_other_roles_are_refused(room: Room, role: Role) -> None:
    refused = 0
    for rule, method, path in addresses(room, room.election_id):
        roles = declared(room, rule)
        if roles != "anyone" and role.value not in roles:
            refused += 1
            assert asked(room.browser(role), method, path)[0] == 403, rule
    assert refused > 10


@pytest.mark.parametrize("role", list(Role))
def test_the_own_pages_open(room: Room, role: Role) -> None:
    """Looking at them, that is: what a form does is tested where the form is."""
    opened = 0
    for rule, method, path in addresses(room, room.election_id):
        roles = declared(room, rule)
        if method == "GET" and roles != "anyone" and role.value in roles:
            status, place = asked(room.browser(role), method, path)
            assert status not in (401, 403, 500), (rule, status)
            assert not place.startswith("/sign-in"), rule
            opened += status == 200
    assert opened >= 2


@pytest.mark.parametrize("role", list(Role))
def test_rows_of_another_district_are_not_found(room: Room, role: Role) -> None:
    for rule, method, path in addresses(room, room.foreign_id):
        roles = declared(room, rule)
        if "election_id" in rule.arguments and roles != "anyone" and role.value in roles:
            assert asked(room.browser(role), method, path)[0] == 404, rule


def test_only_the_liaison_writes_among_those_who_review(room: Room) -> None:
    """And nothing but a remark."""
    writing = {
        rule.endpoint
        for rule, method, _ in addresses(room, room.election_id)
        if method == "POST" and rule.endpoint.startswith("review.")
    }
    assert writing == {"review.remark"}
    assert who_may_use(room.app.view_functions["review.remark"]) == (Role.STAFF_LIAISON.value,)
