"""The interest form with bad input, two presses at once, and many forms from one network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.models import Election, InterestForm
from ballot_service.web.limits import limiter
from tests.tallow_creek import at
from tests.web.conftest import World
from tests.web.interest_visit import (
    NEIGHBOR,
    RECEIPT,
    STUDENT,
    forms_election,
    visitor,
)

DAY = timedelta(days=1)


@pytest.fixture
def election(world: World) -> Election:
    world.now = at(10, 20, 18, 40)
    limiter.reset()
    return forms_election(world)


def forms(world: World) -> list[InterestForm]:
    with world.session() as session:
        return list(session.scalars(select(InterestForm).order_by(InterestForm.filed_at)))


NASTY = {
    "script": ("<script>alert(1)</script>", 422),
    "ten thousand": ("A" * 10_000, 422),
    "turned around": ("Ana\u202eziuR", 200),
    "emoji": ("Ana 🎉", 422),
    "web address": ("Win www.example.org", 422),
    "line break": ("Ana\r\nBcc: x@example.org", 422),
    "only marks": ("...", 422),
    "arabic": ("ليلى", 200),
    "apostrophe": ("O’Brien-Ñúñez Jr.", 200),
}


def test_names_that_are_none_are_sent_back_and_others_come_through_clean(
    world: World, election: Election
) -> None:
    visit = visitor(world, election)
    for number, (case, (name, status)) in enumerate(NASTY.items()):
        typed = {**NEIGHBOR, "given_name": name, "phone": f"601-555-01{number:02}"}
        visit.choose("community").answer(typed)
        assert visit.status == status, case
        assert "<script>alert" not in visit.raw, case
        if status == 200:
            visit.send()
            form = forms(world)[-1]
            assert "\u202e" not in form.given_name
            assert form.given_name == name.replace("\u202e", "")
        else:
            assert 'id="given_name-error"' in visit.raw
        world.now += timedelta(minutes=1)


STATEMENTS = {
    "I care about our school. 🎉": 200,
    "x" * 301: 422,
    "x" * 10_000: 422,
    "My number is 123-45-6789.": 422,
    "Two\nlines\u202e": 200,
}


def test_statements(world: World, election: Election) -> None:
    visit = visitor(world, election)
    for number, (text, status) in enumerate(STATEMENTS.items()):
        visit.choose("community").answer(NEIGHBOR, statement=text, phone=f"601-555-01{number:02}")
        assert visit.status == status, text[:40]
        if status == 422:
            assert text in visit.text
        else:
            visit.send()
            assert forms(world)[-1].statement == " ".join(text.replace("\u202e", "").split())
        world.now += timedelta(minutes=1)


def test_birth_dates_that_cannot_be_right(world: World, election: Election) -> None:
    visit = visitor(world, election)
    for born in ("2031-01-01", "1890-01-01", "yesterday", "2025-10-20", "2013-02-30"):
        visit.choose("students").answer(STUDENT, birth_date=born)
        assert visit.status == 422, born
        assert 'id="birth_date-error"' in visit.text


def test_a_birth_date_is_kept_for_students_only(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("community").answer(NEIGHBOR, birth_date="1980-01-01").send()
    visit.choose("students").answer(STUDENT).send()
    assert [form.birth_date for form in forms(world)] == [None, date(2013, 2, 20)]


def test_a_form_that_is_far_too_large_is_not_read(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("community")
    assert visit.press(statement="x" * 400_000).status == 413


def test_two_presses_at_the_same_moment_are_one_form(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("community").answer(NEIGHBOR)
    data = {**visit.held, "action": "send"}

    def press(_number: int) -> str:
        answer = world.app.test_client().post(visit.path, data=data)
        found = RECEIPT.search(answer.text)
        assert found, answer.text
        return found[1]

    with ThreadPoolExecutor(4) as pool:
        receipts = set(pool.map(press, range(4)))
    assert len(receipts) == 1
    assert len(forms(world)) == 1
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(outreach.Delivery)) == 1


def test_seats_of_another_election_are_no_seats(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.open().press(contest=str(election.id), by="self")
    assert visit.status == 422


def test_only_filed_forms_count_and_the_twenty_first_loses_nothing(world: World, election: Election) -> None:
    visit = visitor(world, election)
    for _ in range(30):
        assert visit.choose("community").answer(NEIGHBOR, phone="12").status == 422
    for number in range(20):
        person = {**NEIGHBOR, "phone": f"601-555-01{number:02}"}
        visit.choose("community").answer(person).send()
        assert visit.receipt
    visit.choose("community").answer({**NEIGHBOR, "phone": "601-555-0177"}).send()
    assert visit.status == 429
    assert visit.held["phone"] == "601-555-0177"
    assert visit.says("Nothing is lost")
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(InterestForm)) == 20
    limiter.reset()
    assert visit.send().receipt


def test_pressing_again_at_the_limit_still_shows_the_receipt(world: World, election: Election) -> None:
    visit = visitor(world, election)
    for number in range(20):
        visit.choose("community").answer({**NEIGHBOR, "phone": f"601-555-01{number:02}"})
        sent = dict(visit.held)
        receipt = visit.send().receipt
    visit.held = sent
    assert visit.send().receipt == receipt
