"""Photos of people who stand: none of students, none changed after the freeze, and the office needs a reason."""

from __future__ import annotations

import pytest

from ballot_service.rules.photos import PhotoFacts, PhotoRemovalFacts, may_put_photo, may_remove_photo
from ballot_service.rules.seat_groups import SeatGroupKind

PARENTS, STUDENTS = SeatGroupKind.PARENTS, SeatGroupKind.STUDENTS


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (PhotoFacts(seat_group=PARENTS), ()),
        (PhotoFacts(seat_group=STUDENTS), ("photo_of_student",)),
        (PhotoFacts(seat_group=PARENTS, is_frozen=True), ("photo_too_late",)),
        (PhotoFacts(seat_group=PARENTS, is_standing=False), ("photo_not_needed",)),
        (PhotoFacts(seat_group=STUDENTS, is_frozen=True), ("photo_of_student", "photo_too_late")),
    ],
)
def test_whose_photo_may_be_put_in(facts: PhotoFacts, codes: tuple[str, ...]) -> None:
    assert may_put_photo(facts).codes == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (PhotoRemovalFacts(has_photo=True, by_office=False), ()),
        (PhotoRemovalFacts(has_photo=True, by_office=False, is_frozen=True), ("photo_too_late",)),
        (PhotoRemovalFacts(has_photo=True, by_office=True), ("photo_reason_missing",)),
        (PhotoRemovalFacts(has_photo=True, by_office=True, reason_given=True, is_frozen=True), ()),
        (PhotoRemovalFacts(has_photo=False, by_office=True, reason_given=True), ("photo_not_there",)),
    ],
)
def test_who_may_take_a_photo_away(facts: PhotoRemovalFacts, codes: tuple[str, ...]) -> None:
    assert may_remove_photo(facts).codes == codes
