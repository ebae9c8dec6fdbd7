"""Accounts: one for each person who may sign in, found by e-mail address."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models.accounts import Account, Appointment
from ballot_service.models.districts import District
from ballot_service.services import trail
from ballot_service.services.acting import NotFound


class BadAddress(ValueError):
    """What was typed is not an e-mail address."""


def normal_address(text: str) -> str:
    """One spelling for each e-mail address: trimmed, lower case. Raises BadAddress."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as wrong:
        raise BadAddress from wrong
    return checked.normalized.lower()


def find_account(session: Session, email: str) -> Account | None:
    """The account with this address, however it is spelled; None as well for what is no address."""
    try:
        address = normal_address(email)
    except BadAddress:
        return None
    return session.scalar(select(Account).where(Account.email == address))


def open_account(session: Session, email: str, name: str, language: str) -> Account:
    """A new account, without any office yet. Raises BadAddress."""
    account = Account(
        email=normal_address(email), name=name, language=language, fs_webauthn_user_handle=uuid4().hex
    )
    end_sessions(account)
    session.add(account)
    session.flush()
    return account


def close_account(
    session: Session, district: District, account: Account, *, now: datetime, by: UUID | None = None
) -> None:
    """Stops a person from signing in and ends every session they have open. What they did stays in the trail.

    Raises NotFound for somebody who never held an office in this district.
    """
    known = select(Appointment.id).where(
        Appointment.account_id == account.id, Appointment.district_id == district.id
    )
    if session.scalar(known.limit(1)) is None:
        raise NotFound
    account.active = False
    end_sessions(account)
    session.flush()
    trail.of_district(session, district.id, "close_account", subject_id=account.id, now=now, by=by)


def end_sessions(account: Account) -> None:
    """Signs a person out on every device."""
    account.fs_uniquifier = secrets.token_hex(32)
