"""The interest form over HTTP, in both languages: filled in once, kept whatever goes wrong, and no cookie needed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.models import Election, FormState, InterestForm
from ballot_service.services import cancelling
from ballot_service.web.form_keys import FormKeys
from ballot_service.web.limits import limiter
from tests.browser_voter import spanish
from tests.tallow_creek import FORMS_CLOSE, FORMS_OPEN, at
from tests.web.conftest import World
from tests.web.interest_visit import NEIGHBOR, PARENT, STUDENT, Visit, forms_election, visitor

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


# Bad input


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


@pytest.mark.parametrize("case", NASTY)
def test_names_that_are_none_are_sent_back_and_others_come_through_clean(
    world: World, election: Election, case: str
) -> None:
    visit = visitor(world, election)
    name, status = NASTY[case]
    visit.choose("community").answer(NEIGHBOR, given_name=name)
    assert visit.status == status
    assert "<script>alert(1)</script>" not in world.app.test_client().get(visit.path).text
    raw = visit.client.post(visit.path, data={**visit.held, "given_name": name, "action": "next"}).text
    assert "<script>alert" not in raw
    if status == 200:
        visit.send()
        (form,) = forms(world)
        assert "\u202e" not in form.given_name
        assert form.given_name == name.replace("\u202e", "")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I care about our school. 🎉", 200),
        ("x" * 301, 422),
        ("x" * 10_000, 422),
        ("My number is 123-45-6789.", 422),
        ("Two\nlines\u202e", 200),
    ],
)
def test_statements(world: World, election: Election, text: str, status: int) -> None:
    visit = visitor(world, election)
    visit.choose("community").answer(NEIGHBOR, statement=text)
    assert visit.status == status
    if status == 422:
        assert text in visit.text
    else:
        visit.send()
        assert forms(world)[0].statement == " ".join(text.replace("\u202e", "").split())


@pytest.mark.parametrize("born", ["2031-01-01", "1890-01-01", "yesterday", "2025-10-20", "2013-02-30"])
def test_birth_dates_that_cannot_be_right(world: World, election: Election, born: str) -> None:
    visit = visitor(world, election)
    visit.choose("students").answer(STUDENT, birth_date=born)
    assert visit.status == 422
    assert 'id="birth_date-error"' in visit.text


def test_a_birth_date_is_kept_for_students_only(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("community").answer(NEIGHBOR, birth_date="1980-01-01").send()
    visit.choose("students").answer(STUDENT).send()
    assert [form.birth_date for form in forms(world)] == [None, date(2013, 2, 20)]


def test_a_form_that_is_far_too_large_is_not_read(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("community")
    assert visit.press(statement="x" * 300_000).status == 413


def test_seats_of_another_election_are_no_seats(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.open().press(contest=str(election.id), by="self")
    assert visit.status == 422


# Limits


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
