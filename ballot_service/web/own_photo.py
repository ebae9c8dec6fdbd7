"""A person's own photo on the pages behind a signed link: that of the own form, and that of an accepted nomination."""

from __future__ import annotations

from typing import Any

from ballot_service.database import db
from ballot_service.models import CandidatePhoto, InterestForm
from ballot_service.rules.photos import NO_STUDENTS, may_put_photo, shows_photos
from ballot_service.services.acting import acting
from ballot_service.services.interest import photo_facts, photo_of, remove_photo
from ballot_service.web.clock import now
from ballot_service.web.photo_form import TypedPhoto, as_address, put_in
from ballot_service.web.rows import storage

PHOTO_ACTS = ("put_photo", "remove_photo")
NOTHING_TYPED = TypedPhoto()


def change_photo(form: InterestForm, action: str) -> TypedPhoto:
    """Puts in the photo that was sent, or takes away the one there is; with `errors`, nothing was changed.

    Raises Refused.
    """
    with acting(db.session(), now()):
        if action == "put_photo":
            return put_in(form, None)
        remove_photo(db.session(), form, "", now=now(), by=None)
    return NOTHING_TYPED


def photo_parts(form: InterestForm, typed: TypedPhoto) -> dict[str, Any]:
    """What the pages show of a photo (macro own_photo of components/photo.html)."""
    standing = photo_of(form)
    return {
        "photo": standing,
        "photo_address": address_of_photo(standing),
        "may_put_photo": may_put_photo(photo_facts(form)).allowed,
        "no_photo": None if shows_photos(form.contest.seat_group.kind) else NO_STUDENTS,
        "typed_photo": typed,
    }


def address_of_photo(photo: CandidatePhoto | None) -> str | None:
    """The photo within a page of somebody who may see it before everybody else does."""
    return as_address(storage().read(photo.file.sha256)) if photo is not None else None
