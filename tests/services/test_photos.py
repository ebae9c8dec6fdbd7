"""Photos of people who stand: drawn anew, kept with the form, handed on to the candidate, replaced and removed."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import interest
from ballot_service.services.acting import Refused
from ballot_service.services.interest import GivenPhoto
from ballot_service.services.photo_files import UnusablePhoto, small_picture
from tests.photos import bomb, jpeg
from tests.services.forms_counter import CLERK, Counter, opened, student
from tests.services.steps import refusal
from tests.tallow_creek import TallowCreek, at

PHOTO = GivenPhoto(picture=small_picture(jpeg()), alternative_text="Ana smiles in front of a tree.")
OTHER = GivenPhoto(picture=small_picture(jpeg(color="red")), alternative_text="Ana at her desk.")
LATER = at(10, 22)


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    return opened(creek, tmp_path)


def test_a_photo_loses_its_place_is_turned_and_shrunk() -> None:
    picture = small_picture(jpeg((1600, 1200)))
    assert (picture.width, picture.height) == (360, 480), "the right way up"
    with Image.open(BytesIO(picture.content)) as drawn:
        assert drawn.format == "JPEG"
        assert not drawn.getexif()
    assert b"Exif" in jpeg()
    assert b"Exif" not in picture.content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bomb(), "too many pixels"),
        (b"%PDF-1.7 a form", "not a photo"),
        (b"\xff\xd8\xff cut short", "not a photo"),
        (jpeg((2000, 30)), "too narrow"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UnusablePhoto) as caught:
        small_picture(content)
    assert says in str(caught.value)


def test_a_photo_stays_with_the_form_and_goes_on_to_the_candidate(counter: Counter) -> None:
    form = counter.file(counter.parent(photo=PHOTO)).form
    filed = interest.as_filed(form)
    assert filed["photo_shows"] == PHOTO.alternative_text
    assert counter.desk.storage.read(filed["photo"]) == PHOTO.picture.content
    candidate = interest.qualify(counter.session, form, form.person, now=at(10, 21), by=CLERK)
    counter.session.commit()
    assert interest.photo_of(candidate) is form.photo_as_filed
    assert interest.shown_photos(counter.session, counter.election) == {}, "not before the freeze"
    counter.election.ballot_frozen_at = at(11, 12)
    shown = interest.shown_photos(counter.session, counter.election)
    assert [each.alternative_text for each in shown.values()] == [PHOTO.alternative_text]


def test_a_photo_is_replaced_and_taken_away_and_the_form_stays_as_filed(counter: Counter) -> None:
    form = counter.file(counter.parent(photo=PHOTO)).form
    filed = interest.as_filed(form)
    storage = counter.desk.storage
    interest.put_photo(counter.session, form, OTHER, storage=storage, now=LATER, by=None)
    counter.session.commit()
    standing = interest.photo_of(form)
    assert standing is not None
    assert standing.alternative_text == OTHER.alternative_text
    interest.remove_photo(counter.session, form, "", now=LATER, by=None)
    counter.session.commit()
    assert interest.photo_of(form) is None
    assert interest.as_filed(form) == filed
    assert counter.acts()[-2:] == ["put_photo", "remove_photo"]


def test_after_the_freeze_only_the_office_removes_a_photo_and_says_why(counter: Counter) -> None:
    form = counter.file(counter.parent(photo=PHOTO)).form
    counter.election.ballot_frozen_at = at(11, 12)
    counter.session.commit()
    with pytest.raises(Refused) as late:
        interest.remove_photo(counter.session, form, "", now=at(11, 13), by=None)
    assert refusal(late).codes == ("photo_too_late",)
    with pytest.raises(Refused) as silent:
        interest.remove_photo(counter.session, form, " ", now=at(11, 13), by=CLERK)
    assert refusal(silent).codes == ("photo_reason_missing",)
    interest.remove_photo(counter.session, form, "It shows somebody else.", now=at(11, 13), by=CLERK)
    assert interest.photo_of(form) is None


def test_no_photo_of_a_student_is_kept(counter: Counter) -> None:
    form = counter.file(student(counter, date(2013, 2, 20)), photo=PHOTO).form
    assert form.contest.seat_group.kind is SeatGroupKind.STUDENTS
    assert interest.photo_of(form) is None
    storage = counter.desk.storage
    with pytest.raises(Refused) as refused:
        interest.put_photo(counter.session, form, PHOTO, storage=storage, now=LATER, by=CLERK)
    assert refusal(refused).codes == ("photo_of_student",)
