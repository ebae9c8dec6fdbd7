"""A photo as it comes with a form, with the line that says what it shows. No JavaScript, nothing kept on the server: a
photo that was drawn anew travels in a hidden field until the form is sent.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from ballot_service.database import db
from ballot_service.importing.refusals import Unusable
from ballot_service.models import Candidate, InterestForm
from ballot_service.rules.words import Sentence, say
from ballot_service.services.interest import GivenPhoto, put_photo
from ballot_service.services.photo_files import MOST_BYTES as MOST_PHOTO
from ballot_service.services.photo_files import Picture, UnusablePhoto, picture_of_ours, small_picture
from ballot_service.web.clerk.evidence_files import MOST_BYTES
from ballot_service.web.clock import now
from ballot_service.web.interest_answers import one_line
from ballot_service.web.limits import count_photo_from_here, may_send_photo_from_here
from ballot_service.web.rows import storage

LONGEST_CARRIED = 4 * MOST_PHOTO // 3 + 4
LONGEST_TYPED = 20_000
CHOOSE = say("Choose a photo.")
SAY_WHAT = say("Say in one line what the photo shows.")
NO_PHOTO = say("Choose the photo, or take out the line about it.")
TOO_LARGE = say("This file is larger than 20 MB. Send a smaller one.")
TOO_MANY = say(
    "Many photos came from this network in the last minutes. Send the form without one, or wait ten minutes."
)


@dataclass(frozen=True)
class TypedPhoto:
    """A photo and its line as they were sent; `errors` are (field, what to do) pairs."""

    picture: Picture | None = None
    text: str = ""
    line: str = ""
    """The text as it is kept."""
    errors: tuple[tuple[str, Sentence], ...] = ()

    @classmethod
    def read(cls, form: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> TypedPhoto:
        """What was sent: a new file, or the photo carried along from the page before, unless it is to go."""
        if form.get("photo_away") == "y":
            return cls()
        file = files.get("photo_file")
        content = file.read(MOST_BYTES + 1) if file else b""
        text = form.get("photo_text", "")[:LONGEST_TYPED].strip()
        if not content:
            return cls(picture=_carried(form.get("photo", "")), text=text)._checked()
        try:
            return cls(picture=_new(content), text=text)._checked()
        except UnusablePhoto as why:
            return cls(text=text, errors=(("photo_file", why.sentence),))

    def _checked(self) -> TypedPhoto:
        try:
            line = one_line(self.text)
        except Unusable as why:
            return replace(
                self, errors=(("photo_text", say("{what} {remedy}", what=why.reason, remedy=why.remedy)),)
            )
        if self.picture is not None and not line:
            return replace(self, errors=(("photo_text", SAY_WHAT),))
        if self.picture is None and line:
            return replace(self, errors=(("photo_file", NO_PHOTO),))
        return replace(self, line=line)

    @property
    def given(self) -> GivenPhoto | None:
        """The photo to be kept; None without one, or while something has to be put right."""
        if self.picture is None or self.errors:
            return None
        return GivenPhoto(picture=self.picture, alternative_text=self.line)

    @property
    def held(self) -> list[tuple[str, str]]:
        """The hidden fields that carry the photo to the next page."""
        fields = [("photo_text", self.text)] if self.text else []
        if self.picture is not None:
            fields.append(("photo", b64encode(self.picture.content).decode()))
        return fields


def put_in(whose: InterestForm | Candidate, by: UUID | None) -> TypedPhoto:
    """Puts in the photo that was sent with this request; with `errors`, nothing was changed. Raises Refused.

    Call it in `acting`. `by` is the account of the office, None for the person's own link.
    """
    typed = TypedPhoto.read(request.form, request.files)
    if typed.given is None:
        return typed if typed.errors else replace(typed, errors=(("photo_file", CHOOSE),))
    put_photo(db.session(), whose, typed.given, storage=storage(), now=now(), by=by)
    return typed


def as_address(content: bytes) -> str:
    """A photo within a page: it is shown to whoever may see the page, and to nobody else."""
    return f"data:image/jpeg;base64,{b64encode(content).decode()}"


def _new(content: bytes) -> Picture:
    if len(content) > MOST_BYTES:
        raise UnusablePhoto(TOO_LARGE)
    if not may_send_photo_from_here():
        raise UnusablePhoto(TOO_MANY)
    count_photo_from_here()
    return small_picture(content)


def _carried(held: str) -> Picture | None:
    """The photo out of the hidden field, drawn anew: anybody can write anything into it."""
    if not held or len(held) > LONGEST_CARRIED:
        return None
    try:
        return picture_of_ours(b64decode(held, validate=True))
    except (ValueError, UnusablePhoto):
        return None
