"""A run-off through the pages: called from the count, noticed, voted, counted, certified; each leads to the other."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Account, Election, Runoff
from ballot_service.rules.election_settings import ElectionSettings, TieMethod
from ballot_service.services import certifying, freezing, issuing, opening, registering, voting
from tests.databases import Database
from tests.tallow_creek import CERTIFY, CLOSES, FREEZE, OPENS, TallowCreek, at
from tests.web.clerk_office import Office, open_office

CALLED = at(12, 15, 9)
TIMES = {"opens_at": "2026-01-05T07:00", "closes_at": "2026-01-09T19:00"}
VOTED, COUNTED = at(1, 6, 12, year=2026), at(1, 9, 19, year=2026)
CERTIFIED = at(1, 20, 10, year=2026)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """Two parents with three votes each for one seat, counted, in a council that chose a run-off."""
    settings = ElectionSettings(tie_method=TieMethod.RUNOFF)
    opened = open_office(database.url, tmp_path, parents=1, settings=settings)
    with opened.session() as session:
        creek = TallowCreek.found(session, opened.election(session))
        election = opened.election(session)
        creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
        for number in range(4):
            creek.guardian(f"Voter{number}", "Only")
        registering.build_roll(session, election, now=at(11, 3, 9))
        creek.notify(election)
        freezing.freeze_ballot(session, election, opened.secret, now=FREEZE)
        opening.confirm_opening(session, election, now=OPENS)
        cast(opened, election, ["Ana Ruiz", "Bo Lee"] * 3, at(11, 20))
    opened.move_to(CLOSES)
    opened.post("/count/list")
    opened.post("/count/start")
    opened.move_to(CALLED)
    return opened


def cast(office: Office, election: Election, names: list[str], now: object) -> None:
    """By the links of as many voters; they get theirs now."""
    session = db.session()
    contest = election.contests[0]
    ids = {each.name: str(each.id) for each in contest.qualified}
    links = issuing.issue_links(session, election, now=now)  # type: ignore[arg-type]  # a moment of the tests' calendar
    for link, name in zip(links, names, strict=False):
        opened = issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)
        voting.cast(session, opened, {str(contest.id): [ids[name]]}, now=now)  # type: ignore[arg-type]  # as above
    voting.log_waiting(session, election)


def place_of(office: Office) -> str:
    with office.session() as session:
        return f"/count/contests/{office.election(session).contests[0].id}/runoff"


def called(office: Office) -> str:
    return office.post(place_of(office), **TIMES, title="Run-off 2026", title_es="Desempate 2026")


def the_runoff(office: Office) -> Office:
    """The same clerk, at the run-off."""
    with office.session() as session:
        found = session.scalars(select(Runoff)).one().election_id
    return Office(office.app, office.clock, office.client, found, office.folder)


def test_the_count_offers_the_run_off_and_no_lot(office: Office) -> None:
    page = office.get("/count")
    assert "Call a run-off for: Parents" in page
    assert "Enter the lot" not in page
    assert "A run-off will decide: a new vote between these people alone." in page
    assert "Call a run-off" in office.get(""), "the work list names the next step"


def test_the_page_names_who_is_tied_and_proposes_days_that_work(office: Office) -> None:
    page = office.get(place_of(office))
    assert "1 seat is undecided. These people are tied:" in page
    assert "Ana Ruiz" in page
    assert 'value="Run-off: Parents"' in page
    proposed = dict(re.findall(r'name="((?:title|opens|closes)[^"]*)"[^>]*?value="([^"]*)"', page))
    assert proposed["title_es"].startswith("Votación de desempate: ")
    assert (proposed["opens_at"], proposed["closes_at"]) == ("2026-01-02T07:00", "2026-01-09T19:00")
    answer = office.post(place_of(office), **proposed)
    assert "The run-off is called." in answer, "the proposed days are accepted as they stand"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office: Office) -> None:
    soon = {"opens_at": "2025-12-20T07:00", "closes_at": "2025-12-19T07:00", "title": "Our run-off"}
    page = office.post(place_of(office), status=409, **soon)
    for code in ("runoff_too_soon", "runoff_closes_early"):
        assert f'data-code="{code}"' in page
    assert "Choose Mon 29 Dec 2025 or a later day." in page
    assert 'value="Our run-off"' in page
    assert 'value="2025-12-20T07:00"' in page
    empty = office.post(place_of(office), status=422, opens_at="", closes_at="", title="")
    assert "Fill in this field." in empty
    with office.session() as session:
        assert session.scalar(select(Runoff)) is None


def test_a_second_call_is_refused_and_the_count_leads_to_the_first(office: Office) -> None:
    page = called(office)
    assert "The run-off is called." in page
    assert "This is a run-off." in page
    assert "Interest forms open" not in page
    assert 'data-code="runoff_called"' in office.get(place_of(office))
    assert "Call this run-off" not in office.get(place_of(office))
    assert 'data-code="runoff_called"' in office.post(place_of(office), status=409, **TIMES, title="Again")
    assert "Go to the run-off for: Parents" in office.get("/count")


def test_from_the_call_to_both_certificates_and_back_again(office: Office) -> None:
    called(office)
    office.move_to(CERTIFY)
    certificate = certified(office, CERTIFY)
    assert "Seats that the run-off of Fri 9 Jan 2026 decides: 1." in certificate
    runoff = the_runoff(office)
    first_page = public(office)
    assert f"/elections/{runoff.election_id}" in first_page
    assert "A run-off decides, with voting from" in first_page
    assert "is decided by a run-off: a new vote" in first_page
    held(runoff)
    second = certified(runoff, CERTIFIED)
    assert "Bo Lee" in second
    assert "This is a run-off. It decides the seats that ended in a tie on Fri 5 Dec 2025: Parents." in second
    assert "Elected in the run-off: Bo Lee." in public(office)
    assert f"/elections/{office.election_id}" in public(runoff)
    assert "Only the people who are tied stand." in public(runoff)
    with office.session() as session:
        council_id = office.election(session).council_id
    council = office.client.get(f"/tallow-creek/councils/{council_id}").text
    assert "<li>Parents: <bdi>Bo Lee</bdi></li>" in council
    assert "Seats that the run-off of Fri 9 Jan 2026 decides: 1." in council


def held(runoff: Office) -> None:
    """Frozen, noticed, opened, voted and counted, with the clerk's own pages at the ends."""
    runoff.move_to(at(12, 17))
    runoff.post("/ballot/freeze")
    with runoff.session() as session:
        election = runoff.election(session)
        creek = TallowCreek.found(session, election)
        assert 'data-code="notice_language_missing"' in runoff.get("/times")
        creek.notify(election, at(12, 17, 13))
    runoff.move_to(at(1, 2, year=2026))
    assert "Nothing else is needed." in runoff.post("/times/confirm", page="/times")
    with runoff.session() as session:
        cast(runoff, runoff.election(session), ["Bo Lee", "Bo Lee", "Ana Ruiz"], VOTED)
    runoff.move_to(COUNTED)
    runoff.post("/count/list")
    assert "Elected" in runoff.post("/count/start")


def certified(office: Office, now: object) -> str:
    """Two people sign, the clerk certifies; answers the certificate as everybody reads it."""
    office.move_to(now)  # type: ignore[arg-type]  # a moment
    assert "You have signed." in office.post("/certification/sign", is_nominee="no", is_close_relative="no")
    with office.session() as session:
        witness = Account(
            email=f"{uuid4().hex}@example.org",
            name="Will Witness",
            fs_uniquifier=uuid4().hex,
            fs_webauthn_user_handle=uuid4().hex,
        )
        session.add(witness)
        session.flush()
        certifying.sign(
            session,
            office.election(session),
            name=witness.name,
            capacity="witness",
            is_employee=False,
            is_nominee=False,
            is_close_relative=False,
            now=office.clock.moment,
            by=witness.id,
        )
    assert "The result is certified" in office.post("/certification/certify")
    return office.client.get(f"/elections/{office.election_id}/certificate").text


def public(office: Office) -> str:
    text: str = office.client.get(f"/elections/{office.election_id}").text
    return text


def test_where_nothing_is_tied_there_is_no_such_page(office: Office) -> None:
    with office.session() as session:
        community = office.election(session).contests[1].id
    office.get(f"/count/contests/{community}/runoff", status=404)
    office.get(f"/count/contests/{uuid4()}/runoff", status=404)


def test_called_off_after_the_certificate_it_stands_on_the_clerks_first_page(office: Office) -> None:
    """The first election is over, but its seat is not filled."""
    called(office)
    certified(office, CERTIFY)
    assert "a tie that a run-off has to decide" not in office.client.get("/home").text
    the_runoff(office).post("/cancel", reason="The school is flooded.")
    assert "Parents: a tie that a run-off has to decide." in office.client.get("/home").text
    count = office.get("/count")
    assert "Call a run-off for: Parents" in count
    assert "Enter the lot" not in count, "nobody could confirm it after the certificate"
    assert "The run-off is called." in called(office)


def test_called_off_the_count_offers_both_ways_again(office: Office) -> None:
    called(office)
    runoff = the_runoff(office)
    runoff.post("/cancel", reason="The school is flooded.")
    page = office.get("/count")
    assert "Call a run-off for: Parents" in page
    assert "Enter the lot for: Parents" in page


def test_the_settings_page_offers_the_run_off_until_the_first_link(
    database: Database, tmp_path: Path
) -> None:
    fresh = open_office(database.url, tmp_path)
    page = fresh.post("/settings/tie_method", value="runoff")
    assert "By a run-off, and if that is tied too, by lot" in page
    assert (
        "a run-off decides: a new vote between"
        in fresh.client.get(f"/elections/{fresh.election_id}/help").text
    )
