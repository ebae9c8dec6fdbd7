"""What the clerk is told about a notice's texts before it goes out, and what is refused."""

from __future__ import annotations

from datetime import date

from ballot_service.catalogues import shipped_languages
from ballot_service.rules.words import in_english
from ballot_service.services.announcing import Announcement, Announcing, may_send, prepare, remarks
from tests.services.forms_counter import CLERK, Counter, student
from tests.tallow_creek import at

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


def test_a_student_who_only_asked_for_a_seat_is_never_named(counter: Counter) -> None:
    """The school's name stands for whatever a person may have typed."""
    counter.file(student(counter, date(2010, 3, 1), "Kim", "Voss"))
    assert counter.election.council.school is not None
    assert said(counter, notice(counter)) == set()
    counter.election.council.school.name = "Kim Voss Elementary"
    made = notice(counter)
    both = {(tag, channel, "child_named") for tag in shipped_languages() for channel in made.channels}
    assert said(counter, made) == both
    decision = may_send(counter.session, counter.election, made, now=NOW, by=CLERK)
    assert not decision.allowed
    (reason,) = {(str(one.sentence), str(one.remedy)) for one in decision.objections}
    assert reason == (
        "The text names somebody under 18: Kim Voss.",
        "Take the name out. A message can be passed on to anybody.",
    )
    on_the_eighteenth_birthday = at(3, 1, year=2028)
    assert remarks(counter.session, counter.election, made, on_the_eighteenth_birthday) == ()


def test_costly_letters_are_only_a_warning_with_another_text(counter: Counter) -> None:
    assert counter.election.council.school is not None
    counter.election.council.school.name = "Szkoła"
    made = notice(counter)
    assert said(counter, made) == {(tag, "sms", "costly_letters") for tag in ("en", "es")}
    assert may_send(counter.session, counter.election, made, now=NOW, by=CLERK).allowed
    offered = remarks(counter.session, counter.election, made, NOW)[0].offered
    assert offered.startswith("Szkola: ")
