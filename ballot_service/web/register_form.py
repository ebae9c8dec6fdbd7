"""What somebody types who signs up to vote: cleaned, with what to put right beside each part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from ballot_service.importing.refusals import Unusable
from ballot_service.models import ContactKind, Election
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import takes_texts
from ballot_service.services.facts import settings_of
from ballot_service.services.registrations import Applicant
from ballot_service.web.interest_answers import (
    TICKED,
    YES_NO,
    Answers,
    birth_date,
    one_line,
    person_name,
    reached_by,
)

ORDER = ("given_name", "family_name", "tie", "tie_words", "works_here", "contact", "birth_date", "old_enough")
IDS = {"tie": "tie-0", "works_here": "works_here-0"}
"""Where an error leads that is about a list of choices: to its first one."""
ENTER = {
    "given_name": say("Enter your first name."),
    "family_name": say("Enter your last name."),
    "tie": say("Choose how you belong to the community."),
    "tie_words": say("Write where you live, or what you work for or lead here."),
    "works_here": say("Choose yes or no for work at the school district."),
}
NO_TEXTS_THERE = say("We cannot send text messages to this number.")
OTHER_WAY = say("Enter a mobile phone number or an e-mail address, or call us.")
ONLY_MAIL = say("We cannot send text messages yet. Enter an e-mail address, or call us.")


@dataclass(frozen=True)
class SignUpForm:
    """One form as it came. `applicant` is None while something is missing."""

    typed: MultiDict[str, str]
    errors: tuple[tuple[str, Sentence], ...]
    applicant: Applicant | None

    @property
    def wrong(self) -> dict[str, Sentence]:
        """The errors by the name of the part."""
        return {place.removesuffix("-0"): said for place, said in self.errors}


def contact_needed(channels: tuple[str, ...]) -> Sentence:
    """What to enter, by what this installation can send."""
    if "sms" in channels:
        return say("Enter a mobile phone number or an e-mail address.")
    return say("Enter an e-mail address.")


def read_form(
    election: Election, typed: MultiDict[str, str], channels: tuple[str, ...], language: str, today: date
) -> SignUpForm:
    """Cleans what was typed. Everything typed stays to be shown again."""
    answers = Answers(typed)
    for part in ("given_name", "family_name"):
        answers.read(part, person_name)
    answers.read("birth_date", lambda text: birth_date(text, today).isoformat())
    answers.read("tie_words", one_line)
    answers.read("contact", lambda text: reachable(text, channels))
    needed = ENTER | {
        "contact": contact_needed(channels),
        "old_enough": say("Tick the box if you are {age} or older.", age=settings_of(election).voter_age),
    }
    answers.errors |= {
        part: sentence
        for part, sentence in needed.items()
        if part not in answers.errors and not _has(answers, part)
    }
    if answers.errors:
        wrong = tuple((IDS.get(part, part), answers.errors[part]) for part in ORDER if part in answers.errors)
        return SignUpForm(typed, wrong, None)
    return SignUpForm(typed, (), _applicant(answers, language))


def _has(answers: Answers, part: str) -> bool:
    """Whether a part that is needed is there, and of choices one that is offered."""
    typed = answers.typed.get(part, "")
    offered = {"tie": set(CommunityTie), "works_here": YES_NO, "old_enough": TICKED}
    return typed in offered[part] if part in offered else part in answers.values


def _applicant(answers: Answers, language: str) -> Applicant:
    values, typed = answers.values, answers.typed
    born, contact = values.get("birth_date"), values["contact"]
    return Applicant(
        given_name=values["given_name"],
        family_name=values["family_name"],
        tie=CommunityTie(typed["tie"]),
        tie_words=values["tie_words"],
        kind=ContactKind.EMAIL if "@" in contact else ContactKind.PHONE,
        contact=contact,
        language=language,
        birth_date=date.fromisoformat(born) if born else None,
        says_works_here=typed["works_here"] == "yes",
    )


def reachable(text: str, channels: tuple[str, ...]) -> str:
    """A mailbox or a phone to which this installation can send a code. Raises Unusable."""
    contact = reached_by(text)
    if "@" in contact:
        return contact
    if "sms" not in channels:
        raise Unusable("no_text_messages", ONLY_MAIL, say("The number is below."))
    if not takes_texts(contact):
        raise Unusable("not_a_mobile", NO_TEXTS_THERE, OTHER_WAY)
    return contact
