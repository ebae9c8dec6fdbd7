"""Statements by pages: what the clerk enters, what a second person approves, and what voters read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot_service.models import Candidate, Election, InterestForm
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.signing_in import new_sign_in_link
from tests.tallow_creek import SET_UP, TallowCreek, at
from tests.web.clerk_office import Office, clerk_of, sign_in
from tests.web.conftest import World
from tests.web.forms_office import contest, office, web_form

__all__ = ["office"]
HIDDEN = "I listen \u202eetov\u202c\u0000 to <script>alert(1)</script> all."
PLAIN = "I listen etov to <script>alert(1)</script> all."


def filed(office: Office, **statements: str) -> Candidate:
    """The clerk files a parent's nomination with statements."""
    with office.session() as session:
        creek = object.__new__(TallowCreek)
        election = office.election(session)
        creek.session, creek.district, creek.cypress = session, election.district, election.council.school
        person = creek.guardian("Ana", "Ruiz").id
    path = f"/nominees/contests/{contest(office, SeatGroupKind.PARENTS)}/new?person={person}"
    office.post(path, name="Ana Ruiz", acceptance="accepted", **statements)
    return candidate(office)


def candidate(office: Office) -> Candidate:
    with office.session() as session:
        found = session.scalars(select(Candidate)).one()
        session.expunge(found)
        return found


def second_clerk(office: Office) -> Office:
    with office.app.app_context(), office.session() as session:
        creek = object.__new__(TallowCreek)
        creek.district = office.election(session).district
        other = clerk_of(session, creek, "second@tallowcreek.example")
        token = new_sign_in_link(session, other, now=SET_UP)
    client = office.app.test_client()
    office.move_to(SET_UP)
    sign_in(client, token)
    office.move_to(at(10, 20, 10))
    return Office(office.app, office.clock, client, office.election_id, office.folder)


def test_a_second_clerk_reads_the_translation_against_the_own_words(office: Office) -> None:
    who = filed(office, statement_es="Escucho.", statement_en="I listen.", own_language="es")
    assert (who.own_language, who.statements) == ("es", {"es": "Escucho."})
    page = office.get(f"/nominees/{who.id}")
    assert "You entered it. Ask somebody else" in page
    approve = f"/nominees/{who.id}/statements/en/approve"
    refused = office.post(approve, page=f"/nominees/{who.id}", status=409)
    assert "You entered this translation" in refused
    assert (
        "Translations of statements that a second person has to read: 1." in office.client.get("/home").text
    )
    other = second_clerk(office)
    assert "This translation says the same" in other.get(f"/nominees/{who.id}")
    assert "The translation is approved." in other.post(approve, page=f"/nominees/{who.id}")
    assert candidate(office).statements == {"es": "Escucho.", "en": "I listen."}


def test_hidden_marks_are_taken_out_and_script_is_text(office: Office) -> None:
    who = filed(office, statement_en=HIDDEN)
    assert who.statements == {"en": PLAIN}
    page = office.client.get(office.path(f"/nominees/{who.id}")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert f"{300 - len(PLAIN)} are left" in page


def test_own_words_in_a_language_that_is_not_required_are_kept(office: Office) -> None:
    """Deciding again, the clerk sees and keeps an Arabic statement from the interest form."""
    form = web_form(office, SeatGroupKind.COMMUNITY, statement="أستمع إلى الجميع.")
    with office.session() as session:
        session.get_one(InterestForm, form.id).language = "ar"
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    who = candidate(office)
    assert (who.own_language, who.statements) == ("ar", {"ar": "أستمع إلى الجميع."})
    page = office.get(f"/nominees/{who.id}")
    assert "أستمع إلى الجميع." in page
    office.post(
        f"/nominees/{who.id}",
        name="A. Ruiz",
        acceptance="accepted",
        statement_ar="أستمع إلى الجميع.",
        own_language="ar",
    )
    assert candidate(office).statements == {"ar": "أستمع إلى الجميع."}


@pytest.mark.parametrize("count", [301, 10_000])
def test_too_many_letters_are_counted_here(office: Office, count: int) -> None:
    form = {"statement": "x" * count, "step": "check", "action": "send"}
    path = f"/elections/{office.election_id}/interest"
    fields = {"contest": contest(office, SeatGroupKind.COMMUNITY), "by": "self", **form}
    page = office.app.test_client().post(path, data=fields)
    assert page.status_code == 422
    assert f"This has {count} letters. At most 300 fit: take out {count - 300}." in page.text
    assert "0 are left" in page.text


def statement_on_ballot(world: World, given_name: str, language: str) -> str:
    client, path = world.app.test_client(), world.ballot_path(given_name)
    return client.post(f"{path}?lang={language}", data={"step": "start", "action": "start"}).text


def test_voters_read_the_own_words_marked_where_there_is_no_translation(
    world: World, cypress: Election
) -> None:
    spanish = statement_on_ballot(world, "María", "es")
    assert "En sus propias palabras:" in spanish
    assert '<bdi lang="en" dir="ltr">I am Ana Ruiz.</bdi>' in spanish
    assert "own words" not in statement_on_ballot(world, "Bob", "en")
    public = world.app.test_client().get(f"/elections/{cypress.id}?lang=es").text
    assert '<bdi lang="en" dir="ltr">I am Ana Ruiz.</bdi>' in public


def test_a_right_to_left_statement_stands_in_its_own_direction(world: World, cypress: Election) -> None:
    with world.session() as session:
        ana = session.scalars(select(Candidate).where(Candidate.name == "Ana Ruiz")).one()
        ana.statements, ana.own_language = {"ar": "أستمع <b>إلى</b> الجميع."}, "ar"
    page = statement_on_ballot(world, "Bob", "en")
    assert '<bdi lang="ar" dir="rtl">أستمع &lt;b&gt;إلى&lt;/b&gt; الجميع.</bdi>' in page
