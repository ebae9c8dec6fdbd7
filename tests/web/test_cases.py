"""Reviews and challenges by pages: asked for on the web or entered, answered, decided by a second clerk (S2, 1.14)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.models import Candidate, Case, CaseOutcome, CaseStatement, PreElectionStatus, RollStatus
from ballot_service.web.limits import limiter
from tests.tallow_creek import OPENS, at
from tests.web.case_office import (
    ask_on_the_web,
    entry_id,
    nominee_id,
    office,
    second_clerk,
    status,
    the_case,
)
from tests.web.clerk_office import Office

__all__ = ["office"]
SECOND = timedelta(seconds=1)
WORDS = {
    "asker": "Nosy Neighbor",
    "contact": "nosy@example.org",
    "words": "Moved to Texas.",
    "way": "phone",
    "received_at": "2025-11-05T09:30",
}
DECISION = {"outcome": "changed", "reason": "The payroll does not have her.", "has_conflict": "no"}


def outcome(office: Office) -> CaseOutcome | None:
    with office.session() as session:
        return session.get_one(Case, the_case(office)).outcome


def number_of_cases(office: Office) -> int:
    with office.session() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_from_the_refusal_to_the_ballot(office: Office) -> None:
    """S2: refused, asks on the web, another clerk looks, and she may vote."""
    page = office.get(f"/roll/{entry_id(office)}")
    assert "If this is wrong, ask for a review by Tue 18 Nov 2025" in page
    assert "This person asks for a review" in page
    assert 'id="receipt"' in ask_on_the_web(office)
    assert status(office) is RollStatus.HELD
    assert "Reviews and challenges without a decision: 1." in office.client.get("/home").text
    assert "Tess Rowe" in office.get("/cases")
    page = office.get(f"/roll/{entry_id(office)}")
    assert "Your decision" not in page, "a review is decided on its own page"
    refused = office.post(f"/cases/{the_case(office)}/decide", f"/cases/{the_case(office)}", 409, **DECISION)
    assert "You entered this person yourself." in refused
    office.move_to(at(11, 6, 10))
    other = second_clerk(office)
    one = other.get(f"/cases/{the_case(office)}")
    assert "I left the school in June." in one
    assert "You work for the district, so you cannot vote in this election." in one
    done = other.post(f"/cases/{the_case(office)}/decide", f"/cases/{the_case(office)}", **DECISION)
    assert "It is decided, and the person is told." in done
    assert "Dora Clerk" in done
    assert status(office) is RollStatus.ELIGIBLE
    assert "The review was decided: this person may vote." in office.get(f"/roll/{entry_id(office)}")
    with office.session() as session:
        messages = session.scalars(select(outreach.Delivery).order_by(outreach.Delivery.queued_at)).all()
        assert [(m.language, m.address) for m in messages] == [("es", "tess@example.org")] * 2
        assert "Usted no está en la lista de votantes." in messages[0].body, "the refusal"
        assert "Usted puede votar en esta elección." in messages[1].body, "the review"


def test_a_refusal_that_stays(office: Office) -> None:
    ask_on_the_web(office)
    office.move_to(at(11, 6, 10))
    other = second_clerk(office)
    place = f"/cases/{the_case(office)}"
    other.post(f"{place}/decide", place, **{**DECISION, "outcome": "stays"})
    assert status(office) is RollStatus.EXCLUDED
    page = other.get(f"/roll/{entry_id(office)}")
    assert "A second person looked at it and decided" in page
    late = other.post(f"/cases/new/review/voter/{entry_id(office)}", status=409, **WORDS)
    assert "A second person has looked at this already" in late


def test_nobody_learns_from_the_page_who_was_refused(office: Office) -> None:
    """A teacher, a voter who may vote and somebody unknown get the very same page, but for the number."""

    def same(page: str) -> str:
        return re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}", "NUMBER", page)

    pages = {
        same(ask_on_the_web(office, name=name, contact=contact))
        for name, contact in (
            ("Tess Rowe", "tess@example.org"),
            ("Pat Plain", "pat@example.org"),
            ("No Body", "nobody@example.org"),
        )
    }
    assert len(pages) == 1
    assert number_of_cases(office) == 3


@pytest.mark.parametrize(("moment", "code"), [(at(11, 18, 17) - SECOND, 200), (at(11, 18, 17), 410)])
def test_the_deadline_of_the_public_page(office: Office, moment: object, code: int) -> None:
    assert isinstance(moment, type(OPENS))
    office.move_to(moment)
    page = ask_on_the_web(office, code)
    assert ("Tuesday 18 November 2025" in page) is (code == 410)
    help_page = office.app.test_client().get(f"/elections/{office.election_id}/help").text
    assert ("/review" in help_page) is (code == 200)


def test_pressing_twice_is_one_request(office: Office) -> None:
    client, path = office.app.test_client(), f"/elections/{office.election_id}/review"
    key = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)[0]
    first = ask_on_the_web(office, key=key)
    assert re.findall(r'id="receipt"[^>]*>([^<]+)', ask_on_the_web(office, key=key)) == re.findall(
        r'id="receipt"[^>]*>([^<]+)', first
    )
    with office.session() as session:
        assert session.scalar(select(func.count()).select_from(CaseStatement)) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "  "}, "Write your first and last name."),
        ({"contact": ""}, "Write a phone number, an e-mail address or a mailing address."),
        ({"words": "\u202e \x00"}, "Write why you think that it is wrong."),
        ({"words": "x" * 10_000}, "Use at most 2,000 letters."),
        ({"name": "x" * 10_000}, "Use at most 200 letters."),
        ({"receipt": "x" * 10_000}, "Use at most 200 letters."),
        ({"key": "made-up"}, "This page was open for a long time."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    office: Office, typed: dict[str, str], says: str
) -> None:
    page = ask_on_the_web(office, 422, **{"contact": "my own <b>place</b>", **typed})
    assert says in page
    assert typed.get("contact", "my own <b>place</b>") in page
    assert number_of_cases(office) == 0


def test_another_language_keeps_what_was_typed(office: Office) -> None:
    page = ask_on_the_web(office, action="language:es", words="Ya no trabajo allí.")
    assert '<html lang="es"' in page
    assert "Ya no trabajo allí." in page
    assert number_of_cases(office) == 0


def test_scripts_and_direction_marks_stay_words(office: Office) -> None:
    name = "<script>alert(1)</script> \u202eeworR sseT"
    ask_on_the_web(office, name=name, words="<img src=x onerror=alert(1)>\n\u202eabc")
    raw = office.client.get(office.path(f"/cases/{the_case(office)}")).text
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw
    assert "\u202e" not in raw
    assert "&lt;script&gt;" in raw


def test_many_requests_from_one_network_wait(office: Office) -> None:
    limiter.reset()
    for number in range(10):
        ask_on_the_web(office, name=f"Person {number}")
    page = ask_on_the_web(office, 429, name="Person 11")
    assert "Many requests came from this network" in page
    assert number_of_cases(office) == 10


def test_a_clerk_says_who_is_meant_or_closes_it(office: Office) -> None:
    ask_on_the_web(office, contact="new@example.org")
    place = f"/cases/{the_case(office)}"
    assert "These people were refused and have a like name." in office.get(place)
    assert "Choose one." in office.post(f"{place}/person", place, 422)
    assert "The request is about Tess Rowe." in office.post(
        f"{place}/person", place, entry=str(entry_id(office))
    )
    assert status(office) is RollStatus.HELD
    ask_on_the_web(office, name="No Body", contact="nobody@example.org")
    with office.session() as session:
        unknown = next(c.id for c in session.scalars(select(Case)) if c.about is None)
    place = f"/cases/{unknown}"
    office.post(f"{place}/decide", place, **{**DECISION, "outcome": "closed"})
    assert "Closed: nothing to review" in office.get(place)


def test_a_challenge_with_its_answer_and_decision(office: Office) -> None:
    new = f"/cases/new/challenge/voter/{entry_id(office, 'Pat')}"
    assert "until Tuesday 18 November 2025" in re.sub("<[^>]+>", "", office.get(new))
    assert "Choose one." in office.post(new, status=422, **{**WORDS, "way": ""})
    future = office.post(new, status=422, **{**WORDS, "received_at": "2025-11-05T10:01"})
    assert "This moment is still to come." in future
    assert "Moved to Texas." in future
    assert "The challenge is on file." in office.post(new, **WORDS)
    assert status(office, "Pat") is RollStatus.ELIGIBLE
    place = f"/cases/{the_case(office)}"
    other = second_clerk(office)
    stays = {**DECISION, "outcome": "stays"}
    assert "can answer until" in other.post(f"{place}/decide", place, 409, **stays)
    answer = {"words": "I live at 4 Gin Road.", "way": "in_person", "received_at": "2025-11-05T09:45"}
    office.post(f"{place}/answer", **answer)
    assert "I live at 4 Gin Road." in office.get(place)
    assert "Lindsey v. Board of Education, 2004" in office.get(place)
    assert "You declared a conflict of interest." in other.post(
        f"{place}/decide", place, 409, **{**stays, "has_conflict": "yes"}
    )
    assert "Fill in this field." in other.post(f"{place}/decide", place, 422, **{**stays, "reason": " "})
    other.post(f"{place}/decide", place, **stays)
    assert outcome(office) is CaseOutcome.STAYS
    assert "This case was decided before." in office.post(f"{place}/answer", status=409, **answer)


def test_an_upheld_challenge_takes_a_nominee_off(office: Office) -> None:
    assert "Somebody challenges this nominee" in office.get(f"/nominees/{nominee_id(office)}")
    office.post(f"/cases/new/challenge/nominee/{nominee_id(office)}", **WORDS)
    place = f"/cases/{the_case(office)}"
    office.move_to(at(11, 10, 17))
    second_clerk(office).post(f"{place}/decide", place, **DECISION)
    with office.session() as session:
        found = session.get_one(Candidate, nominee_id(office))
        assert found.pre_election_status is PreElectionStatus.REFUSED
    assert "A challenge to this nominee was upheld." in office.get(f"/nominees/{nominee_id(office)}")


def test_a_challenge_that_comes_too_late_says_what_remains(office: Office) -> None:
    office.move_to(OPENS)
    new = f"/cases/new/challenge/voter/{entry_id(office, 'Pat')}"
    page = office.post(new, status=409, **{**WORDS, "received_at": "2025-11-18T07:00"})
    assert "provisional ballot" in page
    assert "The result can be challenged after the first count." in page


def test_a_letter_is_printed_for_whoever_has_no_other_way(office: Office, tmp_path: Path) -> None:
    new = f"/cases/new/challenge/nominee/{nominee_id(office)}"
    office.post(new, **WORDS)
    page = office.get("/cases")
    assert "1 person has no e-mail or mobile phone and gets a letter." in page
    key = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    answer = office.client.post(office.path("/cases/letters"), data={"csrf_token": key})
    assert answer.data.startswith(b"%PDF")
    assert "Print these letters" not in office.get("/cases")


def test_another_district_sees_nothing(office: Office) -> None:
    ask_on_the_web(office)
    office.get("/cases/00000000-0000-4000-8000-000000000000", 404)
    office.get(f"/cases/new/doubt/voter/{entry_id(office)}", 404)
    office.get(f"/cases/new/review/nominee/{nominee_id(office)}", 404)
    office.get(f"/cases/new/challenge/form/{nominee_id(office)}", 404)
    office.get(f"/cases/new/review/voter/{nominee_id(office)}", 404)
