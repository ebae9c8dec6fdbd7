"""The interest form over HTTP, in both languages: filled in once, kept whatever goes wrong, and no cookie needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

import outreach
from ballot_service.models import Election, FormState, InterestForm
from ballot_service.services import cancelling
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.limits import limiter
from tests.browser_voter import spanish
from tests.tallow_creek import FORMS_CLOSE, FORMS_OPEN, at
from tests.web.conftest import World
from tests.web.interest_visit import (
    NEIGHBOR,
    PARENT,
    STUDENT,
    Visit,
    forms_election,
    visitor,
)

DAY = timedelta(days=1)


@pytest.fixture
def election(world: World) -> Election:
    world.now = at(10, 20, 18, 40)
    limiter.reset()
    return forms_election(world)


@pytest.fixture(params=["en", "es"])
def visit(request: pytest.FixtureRequest, world: World, election: Election) -> Visit:
    return visitor(world, election, request.param)


def forms(world: World) -> list[InterestForm]:
    with world.session() as session:
        return list(session.scalars(select(InterestForm).order_by(InterestForm.filed_at)))


def test_the_whole_way_in_the_readers_language_to_the_receipt_and_the_mail(
    world: World, visit: Visit
) -> None:
    says = spanish if visit.language == "es" else str
    visit.open()
    assert visit.says(says("Serve on the council"), says("Which seats?"))
    visit.press(contest=visit.contests["parents"], by="self")
    assert visit.says(says("Your name"), says("Works for the school district?"))
    assert "birth_date" not in visit.text
    visit.answer(PARENT)
    assert visit.says(says("Check your answers"), "María José", "Leo", "Cypress Elementary")
    assert forms(world) == []
    visit.send()
    assert visit.says(says("We have your form"), says("What happens next"))
    (form,) = forms(world)
    assert (form.receipt, form.state, form.language) == (visit.receipt, FormState.RECEIVED, visit.language)
    assert (form.name, form.email) == ("María José García López", "maria@example.org")
    with world.session() as session:
        (mail,) = session.scalars(select(outreach.Delivery))
    assert mail.language == visit.language
    assert visit.receipt in mail.subject
    assert ("Gracias" in mail.body) is (visit.language == "es")
    assert ("Your form is complete." in mail.body) is (visit.language == "en")


def test_pressing_twice_loading_again_and_coming_back_another_day_are_one_form(
    world: World, visit: Visit
) -> None:
    visit.choose().answer(PARENT)
    sent = dict(visit.held)
    first = visit.send().receipt
    visit.held = sent
    again = visit.send()
    assert (again.receipt, again.status) == (first, 200)
    world.now += DAY
    later = visit.choose().answer(PARENT, statement="Otra cosa.").send()
    assert later.receipt == first
    assert later.says("Nothing was changed" if visit.language == "en" else "no se cambió nada")
    assert len(forms(world)) == 1


def test_the_language_can_be_changed_on_every_page_and_everything_typed_stays(visit: Visit) -> None:
    other = "es" if visit.language == "en" else "en"
    visit.choose()
    typed = {**PARENT, "given_name": "Ana <b>"}
    visit.press(f"language:{other}", **typed)
    assert f'<html lang="{other}"' in visit.text
    assert 'value="Ana <b>"' in visit.text
    assert 'value="no" checked' in visit.text
    visit.answer(PARENT).press(f"language:{other}")
    assert f'<html lang="{other}"' in visit.text
    assert visit.held["given_name"] == "María José"
    assert visit.send().receipt


def test_mistakes_stand_on_top_and_beside_their_fields_and_nothing_typed_is_lost(visit: Visit) -> None:
    says = spanish if visit.language == "es" else str
    visit.choose("students")
    visit.answer(
        STUDENT, given_name="", email="kim@", birth_date="2031-02-20", guardian_contact="", signature=""
    )
    assert visit.status == 422
    assert visit.says(says("Please correct this"), says("Enter the first name."))
    for field in ("given_name", "email", "birth_date", "guardian_contact", "signature"):
        assert f'href="#{field}"' in visit.text
        assert f'id="{field}-error"' in visit.text
    for typed in ("Voss", "kim@", "2031-02-20", "Di Voss"):
        assert f'value="{typed}"' in visit.text
    assert visit.says(says("Check the year."))


def test_nothing_chosen_on_the_first_page_is_said_there(visit: Visit) -> None:
    visit.open().press()
    assert visit.status == 422
    assert 'href="#contest-0"' in visit.text
    assert 'href="#by-0"' in visit.text


def test_change_leads_back_with_everything_as_it_was(visit: Visit) -> None:
    visit.choose().answer(PARENT).press("change:answers")
    assert 'value="María José"' in visit.text
    visit.press("back")
    assert f'value="{visit.contests["parents"]}" checked' in visit.text
    visit.press(contest=visit.contests["community"], by="self")
    assert 'value="García López"' in visit.text
    assert "child_name" in visit.held


def test_what_already_speaks_against_the_seats_is_said_before_sending(world: World, visit: Visit) -> None:
    visit.choose("community").answer(NEIGHBOR, employed="yes", child_enrolled="yes")
    assert visit.status == 200
    assert 'data-code="community_seat_employed"' in visit.text
    assert 'data-code="community_seat_child_enrolled"' in visit.text
    visit.choose("students").answer(STUDENT, birth_date="2014-06-15")
    assert 'data-code="student_too_young"' in visit.text
    assert "2026" in visit.text
    assert visit.send().receipt


def test_other_seats_ask_to_choose(world: World, visit: Visit) -> None:
    visit.choose().answer(PARENT).send()
    shared = {
        "given_name": PARENT["given_name"],
        "family_name": PARENT["family_name"],
        "email": PARENT["email"],
    }
    visit.choose("community").answer({**NEIGHBOR, **shared}).send()
    assert visit.held["step"] == "other"
    assert visit.send().status == 422
    kept = dict(visit.held)
    assert visit.send(choice="keep").says(
        "Your first form stays" if visit.language == "en" else spanish("Your first form stays")
    )
    assert len(forms(world)) == 1
    visit.held = kept
    assert visit.send(choice="change").receipt
    first, second = forms(world)
    assert second.instead_of_id == first.id
    assert first.state is FormState.RECEIVED


def test_somebody_else_is_nominated_with_few_questions(world: World, visit: Visit) -> None:
    visit.choose(by="nominator")
    assert "nominator_name" in visit.text
    assert "child_name" not in visit.text
    typed = {k: PARENT[k] for k in ("given_name", "family_name", "email", "signature")}
    visit.answer({**typed, "nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}).send()
    assert visit.receipt
    (form,) = forms(world)
    assert form.state is FormState.INCOMPLETE
    assert visit.says(spanish("We have your form") if visit.language == "es" else "has to say yes")


@pytest.mark.parametrize(
    ("moment", "english"),
    [
        (FORMS_OPEN - timedelta(minutes=1), "Interest forms are not open yet"),
        (FORMS_CLOSE, "Interest forms are closed"),
    ],
)
def test_outside_the_period_the_page_says_when(
    world: World, visit: Visit, moment: object, english: str
) -> None:
    visit.choose().answer(PARENT)
    world.now = moment  # type: ignore[assignment]  # the parameter is a moment
    visit.open()
    assert visit.status == 200
    assert visit.says(spanish(english) if visit.language == "es" else english)
    assert "<form" not in visit.text
    if moment == FORMS_CLOSE:
        assert visit.says("10 November 2025" if visit.language == "en" else "10 de noviembre de 2025")


def test_a_form_begun_in_time_and_sent_late_is_kept_and_told_the_truth(world: World, visit: Visit) -> None:
    world.now = FORMS_CLOSE - timedelta(minutes=5)
    visit.choose().answer(PARENT)
    world.now = FORMS_CLOSE
    visit.send()
    assert visit.says(
        "Your form came too late" if visit.language == "en" else spanish("Your form came too late")
    )
    assert [form.state for form in forms(world)] == [FormState.LATE]


def test_a_program_cannot_file_after_the_close_without_a_page_of_ours(world: World, visit: Visit) -> None:
    visit.choose().answer(PARENT)
    typed = dict(visit.held)
    world.now = FORMS_CLOSE + 2 * DAY
    visit.send()
    visit.held = {**typed, "key": "made up"}
    visit.send()
    assert forms(world) == []


def test_a_page_left_open_over_night_loses_nothing(world: World, visit: Visit) -> None:
    visit.choose().answer(PARENT)
    world.now += DAY
    visit.send()
    assert visit.held["given_name"] == "María José"
    assert forms(world) == []
    assert visit.send().receipt


def test_a_key_is_good_for_one_form_and_one_election_and_cannot_be_made_up(
    world: World, visit: Visit
) -> None:
    keys = FormKeys(world.app.extensions["settings"].secret_keys, "interest:another")
    visit.choose().answer(PARENT)
    visit.held["key"] = keys.new(world.now)
    visit.send()
    assert forms(world) == []
    assert FormKeys(["another secret of the right length"], "x").read(keys.new(world.now)) is None
    assert keys.read("") is None
    assert keys.read("x" * 5000) is None


def test_a_cancelled_election_says_so(world: World, visit: Visit) -> None:
    with world.session() as session:
        cancelling.cancel_election(
            session, session.get_one(Election, visit.election_id), "Two councils merge.", now=world.now
        )
    assert visit.open().says("Two councils merge.")
    assert "<form" not in visit.text
