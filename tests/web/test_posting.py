"""A post by the district's connected account: once, entered as out, and with a person where something goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Placement
from ballot_service.working import work_once
from tests.databases import Database
from tests.outreach.test_social import KEY, Network, given, network
from tests.tallow_creek import at
from tests.web.clerk_office import Office, open_office

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
