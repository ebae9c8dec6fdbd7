"""The photo of a person who stands: whose may be shown, and until when it can be changed or taken away.

Photos of students are never shown: they are minors. On the ballot there is no photo at all, so that it stays light and
treats everybody alike. Source: requirements 1.14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say

PHOTO_SOURCE = "requirements 1.14"
NO_STUDENTS = say("No photos of students are shown: no pictures of minors are published.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """A photo that is about to be put beside a name."""

    seat_group: SeatGroupKind
    is_standing: bool = True
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRemovalFacts:
    """A photo that is about to be taken away, by the person or by the office."""

    has_photo: bool
    by_office: bool
    reason_given: bool = False
    is_frozen: bool = False


def may_put_photo(facts: PhotoFacts) -> Decision:
    """May this photo be put beside the name of a person who stands?

    Until the ballot is frozen, and never for student seats. Source: requirements 1.14.
    """
    return Decision(reasons=tuple(_against_putting(facts)))


def may_remove_photo(facts: PhotoRemovalFacts) -> Decision:
    """May this photo be taken away?

    The person does it until the ballot is frozen. The office can remove an unfit photo at any time, with a reason.
    Source: requirements 1.14.
    """
    return Decision(reasons=tuple(_against_removing(facts)))


def shows_photos(group: SeatGroupKind) -> bool:
    """Whether photos are shown for these seats at all."""
    return group is not SeatGroupKind.STUDENTS


def _against_putting(facts: PhotoFacts) -> Iterator[Reason]:
    if not shows_photos(facts.seat_group):
        yield _no(
            "photo_of_student",
            NO_STUDENTS,
            say("Leave the photo out. The name and the statement are shown as everybody's are."),
        )
    if not facts.is_standing:
        yield _no(
            "photo_not_needed",
            say("This form does not stand any more."),
            say("If this is wrong, call us. While forms are open you can send a form of your own."),
        )
    elif facts.is_frozen:
        yield _no(
            "photo_too_late",
            say("The ballot is frozen, so photos do not change any more."),
            say("Call us if a photo must not be shown: the office can remove it."),
        )


def _against_removing(facts: PhotoRemovalFacts) -> Iterator[Reason]:
    if not facts.has_photo:
        yield _no(
            "photo_not_there",
            say("There is no photo to remove."),
            say("Load the page again to see how it stands."),
        )
    elif facts.by_office and not facts.reason_given:
        yield _no(
            "photo_reason_missing",
            say("The reason is not written down."),
            say("Write why the photo must not be shown."),
        )
    elif facts.is_frozen and not facts.by_office:
        yield _no(
            "photo_too_late",
            say("The ballot is frozen, so photos do not change any more."),
            say("Call us if a photo must not be shown: the office can remove it."),
        )


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=PHOTO_SOURCE, remedy=remedy)
