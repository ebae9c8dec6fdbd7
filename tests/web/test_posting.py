"""A post by the district's connected account: once, entered as out, and with a person where something goes wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Placement
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.working import work_once
from tests.databases import Database
from tests.outreach.test_social import KEY, Network, given, network
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office, clerk_of, open_office, sign_in

__all__ = ["network"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
TYPED: dict[str, object] = {
    "material": "social_post",
    "kind": "social_media",
    "name": "The school's page",
    "address": "",
    "languages": ["en", "es"],
    "planned_on": "2025-11-03",
}


@pytest.fixture
def office(database: Database, tmp_path: Path, network: Network) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(11, 3, 10))
    object.__setattr__(opened.app.extensions["settings"], "channel_variables", given(network))
    return opened


def work(office: Office) -> None:
    with office.app.app_context():
        engine = db.engine
        db.session.remove()
    work_once(office.app.extensions["settings"], engine, lambda: office.clock.moment)


def planned(office: Office) -> str:
    office.post("/placements/new", **TYPED)
    with office.session() as session:
        return f"/placements/{session.scalars(select(Placement)).one().id}/post"


def state(office: Office) -> str:
    with office.session() as session:
        return session.scalars(select(Placement)).one().state.value


def test_the_text_goes_out_once_in_each_language_and_is_entered(
    office: Office, network: Network, capfd: pytest.CaptureFixture[str]
) -> None:
    path = planned(office)
    assert "Publish the text now" in office.get(path)
    page = office.post(f"{path}/publish", path)
    assert "The post goes out now." in page
    assert "Publish the text now" not in page
    assert "It was handed over before." in office.post(f"{path}/publish", path)
    work(office)
    work(office)
    assert len(network.taken) == 2
    said = [taken["message"] for taken in network.taken]
    assert all("/p/" in text for text in said)
    assert sum("Read more" in text for text in said) == 1
    assert state(office) == "up"
    page = office.get(path)
    assert page.count("Accepted by the provider") == 2
    assert "only with one does it count as notice" in page
    out, err = capfd.readouterr()
    assert KEY not in page + out + err + office.get("/sending")


def test_a_post_that_names_a_child_is_not_published(office: Office, network: Network) -> None:
    """The phone line stands for whatever a person may have typed for all posts to say."""
    path = planned(office)
    with office.session() as session:
        election = office.election(session)
        TallowCreek.found(session, election).person("Dee", "Moss", date(2014, 5, 5))
        election.district.phone = "601-555-0100 (ask for Dee Moss)"
        session.commit()
    page = office.get(path)
    assert "names a student or somebody under 18: Dee Moss." in page
    assert "Take the name out where it was typed" in page
    assert "Publish the text now" not in page
    assert "Dee Moss" in office.post(f"{path}/publish", "/placements/new", status=409)
    work(office)
    assert network.taken == []


def test_what_the_network_does_not_confirm_waits_for_a_person_and_is_not_posted_again(
    office: Office, network: Network
) -> None:
    network.status = 500
    path = planned(office)
    office.post(f"{path}/publish", path)
    work(office)
    office.move_to(at(11, 3, 12))
    work(office)
    assert len(network.taken) == 2
    assert state(office) == "planned"
    page = office.get("/sending")
    assert page.count("The network did not say that it has the post.") == 2
    assert "The school's page" in page
    for delivery in sorted(set(_unclear(page))):
        office.post(f"/sending/unclear/{delivery}/said", "/sending", ruling="confirm")
    work(office)
    assert state(office) == "up"


def _unclear(page: str) -> list[str]:
    return [part[:36] for part in page.split("/sending/unclear/")[1:]]


def test_without_an_account_it_stays_a_task_for_a_person(office: Office) -> None:
    object.__setattr__(office.app.extensions["settings"], "channel_variables", {})
    path = planned(office)
    page = office.get(path)
    assert "Publish the text now" not in page
    assert "copy the text" in page
    office.post(f"{path}/publish", path, status=404)


def test_where_two_people_approve_each_notice_a_post_waits_for_the_second(
    database: Database, tmp_path: Path, network: Network
) -> None:
    office = open_office(database.url, tmp_path, settings=ElectionSettings(two_person_notice_approval=True))
    office.move_to(at(11, 3, 10))
    object.__setattr__(office.app.extensions["settings"], "channel_variables", given(network))
    path = planned(office)
    page = office.get(path)
    assert "wants two people to read a notice" in page
    assert "Publish the text now" not in page
    office.post(f"{path}/publish", path, status=409)
    office.post(f"{path}/approve", path)
    assert "Publish the text now" not in office.get(path), "one's own word is not a second one"
    office.post(f"{path}/publish", path, status=409)
    work(office)
    assert network.taken == []
    first, office.client = office.client, another_clerk(office)
    assert "The texts have changed since you read them." in office.post(
        f"{path}/approve", path, fingerprint="0" * 64
    )
    office.post(f"{path}/approve", path)
    office.client = first
    with office.session() as session:
        office.election(session).district.phone = "(601) 555-0199"
    assert "Publish the text now" not in office.get(path), "the other clerk has read other words"
    with office.session() as session:
        office.election(session).district.phone = "(601) 555-0100"
    assert "The post goes out now." in office.post(f"{path}/publish", path)
    work(office)
    assert len(network.taken) == 2
    with office.app.app_context():
        db.engine.dispose()


def another_clerk(office: Office) -> FlaskClient:
    with office.session() as session:
        district = office.election(session).district
        creek = SimpleNamespace(district=district)
        second = clerk_of(session, cast(TallowCreek, creek), "second@tallowcreek.example")
        token = new_sign_in_link(session, second, now=office.clock.moment)
    client = office.app.test_client()
    sign_in(client, token)
    return client
