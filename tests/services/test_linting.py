"""What the clerk is told about a notice's texts before it goes out, and what is refused."""

from __future__ import annotations

from datetime import date

from ballot_service.catalogues import shipped_languages
from ballot_service.models import Enrollment
from ballot_service.rules.words import in_english
from ballot_service.services.announcing import Announcement, Announcing, may_send, prepare, remarks
from tests.services.forms_counter import CLERK, Counter, student
from tests.tallow_creek import TallowCreek, at

NOW = at(10, 21)
ORIGIN = "https://vote.tallowcreek.example"


def notice(counter: Counter, channels: tuple[str, ...] = ("email", "sms", "voice")) -> Announcement:
    return prepare(
        counter.session,
        counter.election,
        Announcing.ELECTION_NOTICE,
        origin=ORIGIN,
        speak=lambda _language, value: in_english(value),
        channels=channels,
    )


def said(counter: Counter, announcement: Announcement) -> set[tuple[str, str, str]]:
    found = remarks(counter.session, counter.election, announcement, NOW)
    return {(one.language, one.channel, one.reason.code) for one in found}


def phone_says(counter: Counter, words: str) -> Announcement:
    """The district's phone line stands for whatever a person may have typed."""
    counter.election.district.phone = words
    return notice(counter)


def everywhere(made: Announcement) -> set[tuple[str, str]]:
    return {(tag, channel) for tag in shipped_languages() for channel in made.channels}


def naming(counter: Counter, made: Announcement) -> set[tuple[str, str]]:
    """By language and channel, the texts that are refused because of a name."""
    return {(tag, channel) for tag, channel, code in said(counter, made) if code == "child_named"}


def test_a_student_who_only_asked_for_a_seat_is_never_named(counter: Counter) -> None:
    counter.file(student(counter, date(2010, 3, 1), "Kim", "Voss"))
    assert said(counter, notice(counter)) == set()
    made = phone_says(counter, "601-555-0100, ask for Kim Voss")
    assert naming(counter, made) == everywhere(made)
    decision = may_send(counter.session, counter.election, made, now=NOW, by=CLERK)
    assert not decision.allowed
    sentences = {str(one.sentence) for one in decision.objections}
    assert "Line 2 of the text names a student or somebody under 18: Kim Voss." in sentences
    assert {str(one.remedy) for one in decision.objections} == {
        "Take the name out where it was typed: in a place, a title, a name, or your own words for this text. "
        "A message can be passed on to anybody."
    }
    on_the_eighteenth_birthday = at(3, 1, year=2028)
    later = remarks(counter.session, counter.election, made, on_the_eighteenth_birthday)
    assert [one for one in later if one.reason.code == "child_named"] == []


def test_every_student_of_the_district_is_known_whatever_their_age(counter: Counter) -> None:
    """Nobody of them has asked for anything."""
    creek = TallowCreek.found(counter.session, counter.election)
    pupil = creek.person("Ada", "Pupil", date(2005, 1, 1))
    school = counter.election.council.school_id
    counter.session.add(Enrollment(district_id=pupil.district_id, person_id=pupil.id, school_id=school))
    creek.person("Sam", "Minor", date(2012, 1, 1))
    creek.person("Gail", "Grownup", date(1980, 1, 1))
    for name, is_named in (("Ada Pupil", True), ("Minor, Sam", True), ("Gail Grownup", False)):
        made = phone_says(counter, f"601-555-0100, {name}")
        assert naming(counter, made) == (everywhere(made) if is_named else set()), name


def test_a_school_that_shares_its_name_with_a_student_can_still_write(counter: Counter) -> None:
    counter.file(student(counter, date(2010, 3, 1), "Kim", "Voss"))
    assert counter.election.council.school is not None
    counter.election.council.school.name = "Kim Voss Elementary"
    assert said(counter, notice(counter)) == set()


def test_costly_letters_are_only_a_warning_with_another_text(counter: Counter) -> None:
    assert counter.election.council.school is not None
    counter.election.council.school.name = "Szkoła"
    made = notice(counter)
    assert said(counter, made) == {(tag, "sms", "costly_letters") for tag in ("en", "es")}
    assert may_send(counter.session, counter.election, made, now=NOW, by=CLERK).allowed
    offered = remarks(counter.session, counter.election, made, NOW)[0].offered
    assert offered.startswith("Szkola: ")
