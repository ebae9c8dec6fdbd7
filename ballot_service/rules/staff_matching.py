"""Whether an entry of the staff list is a certain person: certainly, perhaps, or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.employment import Employment
from ballot_service.rules.likeness import Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMatch:
    """How a person compares with one entry of the staff list. No names, birth dates or numbers stand here.

    None means that the list or the person gives nothing to compare. `same_person` is what a person decided
    after a look; None while nobody has.
    """

    employment: Employment
    name_likeness: Likeness
    same_birth_date: bool | None = None
    same_email: bool | None = None
    same_phone: bool | None = None
    same_person: bool | None = None


class Identity(StrEnum):
    """Whether the staff list's entry is this person."""

    CERTAIN = "certain"
    PERHAPS_BY_NAME = "perhaps_by_name"
    PERHAPS_BY_CONTACT = "perhaps_by_contact"
    NOBODY = "nobody"


def identity(match: StaffMatch) -> Identity:
    """Whether the entry is this person.

    Exact name and birth date, or a like name with the same e-mail or phone: certain. A name alone or a
    contact alone: a person has to look. A different known birth date: somebody else, whatever they share.
    Source: requirements 1.12, rule 4.
    """
    if match.same_person is not None:
        return Identity.CERTAIN if match.same_person else Identity.NOBODY
    same_contact = match.same_email is True or match.same_phone is True
    if match.same_birth_date is False:
        return Identity.NOBODY
    if match.name_likeness is Likeness.DIFFERENT:
        return Identity.PERHAPS_BY_CONTACT if same_contact else Identity.NOBODY
    same_birthday = match.same_birth_date is True and match.name_likeness is Likeness.EXACT
    return Identity.CERTAIN if same_birthday or same_contact else Identity.PERHAPS_BY_NAME
