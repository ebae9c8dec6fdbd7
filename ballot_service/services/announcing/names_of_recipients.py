"""Whose message it is: the name behind the reference under which the outbox knows somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import (
    AcceptanceRequest,
    Account,
    Case,
    ConsentRequest,
    InterestForm,
    PaperRegistration,
    Placement,
    Registration,
    VoterConsentRequest,
)
from ballot_service.services.announcing.addressees import Addressee
from ballot_service.services.announcing.cases import to_whom


def name_of(session: Session, known: Mapping[str, Addressee], reference: str) -> str:
    """Who is meant by the reference of a message: somebody `known`, or whoever filled in a form or was asked."""
    if reference in known:
        return known[reference].person.name
    row_id = _id(reference)
    if row_id is None:
        return ""
    found = (call(row) for table, call in _NAMES if (row := session.get(table, row_id)) is not None)
    return next(found, "")


def _id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None


_NAMES: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (ConsentRequest, lambda row: row.guardian_name),
    (VoterConsentRequest, lambda row: row.guardian_name),
    (AcceptanceRequest, lambda row: row.form.name),
    (InterestForm, lambda row: row.name),
    (Case, to_whom),
    (Registration, lambda row: row.name),
    (PaperRegistration, lambda row: row.name),
    (Placement, lambda row: row.name),
    (Account, lambda row: row.name),
)
