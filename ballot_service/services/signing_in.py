"""Signing in: mailed links and six-digit codes. They work once, for minutes; only hashes are stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from ballot_service.models.accounts import Account, Appointment, SignInLink
from ballot_service.models.districts import District
from ballot_service.services import trail
from ballot_service.services.appointing import current_appointments

LINK_LIFETIME = timedelta(minutes=15)
WORKING_LINKS = 5
"""A person gets no more mail while this many links work; each of them signs the person in."""
TRIES = 3
"""How often a code may be typed for one link."""
CODES_A_DAY = 20
"""Later links of the same 24 hours come with a code that fits nothing: at most 60 guesses a day."""
KEPT_FOR = timedelta(days=1)
"""How long an expired link's row is kept, so that the codes of a day can be counted."""


@dataclass(frozen=True, kw_only=True)
class SignInMail:
    """What is mailed: the token of the link and the six digits. Never stored, never logged."""

    token: str = field(repr=False)
    code: str = field(repr=False)


def new_sign_in_link(
    session: Session,
    account: Account,
    *,
    now: datetime,
    lifetime: timedelta = LINK_LIFETIME,
    reusable: bool = False,
) -> str:
    """A token that signs this person in; whoever gets it can act as them. Only its hash is stored.

    It works once. `reusable` is for demonstrations only: such a link works until its lifetime is over.
    """
    token = secrets.token_urlsafe(24)
    session.add(_row(account, token, now, lifetime, is_reusable=reusable))
    session.flush()
    return token


def mail_for(session: Session, account: Account, *, asked_in: str, now: datetime) -> SignInMail | None:
    """A link, and a code that works only in the browser that holds the secret `asked_in`.

    None while the person has enough working links: a stranger can neither flood nor wear out a mailbox.
    """
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now - KEPT_FOR))
    if _number(session, account, SignInLink.used_at.is_(None), SignInLink.expires_at > now) >= WORKING_LINKS:
        return None
    codes_today = _number(session, account, SignInLink.made_at > now - KEPT_FOR)
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06}"
    row = _row(account, token, now, LINK_LIFETIME)
    row.asked_hash = _hash(asked_in)
    row.code_hash = _hash(asked_in, code) if codes_today < CODES_A_DAY else None
    session.add(row)
    session.flush()
    return SignInMail(token=token, code=code)


def whose_link(session: Session, token: str, *, now: datetime) -> Account | None:
    """The person a link would sign in, or None if it does not work. Changes nothing."""
    return session.scalar(
        select(Account)
        .join(SignInLink, SignInLink.account_id == Account.id)
        .where(SignInLink.key_hash == _hash(token), _works(now))
    )


def use_link(session: Session, token: str, *, now: datetime) -> Account | None:
    """The person a link signs in; the link is used up. None if it was used before, is too old or unknown.

    Of two requests at once one gets None: the condition and the mark are one statement.
    """
    account_id = session.scalar(
        update(SignInLink)
        .where(SignInLink.key_hash == _hash(token), _works(now))
        .values(used_at=now)
        .returning(SignInLink.account_id)
        .execution_options(synchronize_session=False)
    )
    return _signed_in(session, account_id, now)


def use_code(session: Session, asked_in: str, code: str, *, now: datetime) -> Account | None:
    """The person whose mail held these digits, asked for in this browser. None if they do not fit.

    Every call counts as a try, so the caller commits in either case.
    """
    row = session.execute(
        update(SignInLink)
        .where(SignInLink.asked_hash == _hash(asked_in), SignInLink.tries < TRIES, _works(now))
        .values(tries=SignInLink.tries + 1)
        .returning(SignInLink.id, SignInLink.account_id, SignInLink.code_hash)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None or not hmac.compare_digest(row.code_hash or "", _hash(asked_in, code)):
        return None
    return _signed_in(session, row.account_id, now)


def record_for(
    session: Session,
    account: Account,
    act: str,
    *,
    now: datetime,
    day: date,
    details: Mapping[str, str] | None = None,
) -> None:
    """Writes what a person did to their own access into the trail of every district they serve that day."""
    districts = {appointment.district_id for appointment in current_appointments(session, account.id, day)}
    for district_id in sorted(districts):
        trail.of_district(
            session, district_id, act, subject_id=account.id, now=now, by=account.id, details=details
        )


def district_of(session: Session, account: Account) -> District | None:
    """The district that speaks to this person: where their newest office is or was."""
    return session.scalar(
        select(District)
        .join(Appointment, Appointment.district_id == District.id)
        .where(Appointment.account_id == account.id)
        .order_by(Appointment.from_on.desc())
        .limit(1)
    )


def _row(
    account: Account, token: str, now: datetime, lifetime: timedelta, *, is_reusable: bool = False
) -> SignInLink:
    return SignInLink(
        account_id=account.id,
        key_hash=_hash(token),
        made_at=now,
        expires_at=now + lifetime,
        is_reusable=is_reusable,
    )


def _works(now: datetime) -> ColumnElement[bool]:
    unused = or_(SignInLink.used_at.is_(None), SignInLink.is_reusable)
    return and_(unused, SignInLink.expires_at > now)


def _signed_in(session: Session, account_id: UUID | None, now: datetime) -> Account | None:
    """The account; its other mailed links end, since one of them did what it was for."""
    if account_id is None:
        return None
    session.execute(
        update(SignInLink)
        .where(SignInLink.account_id == account_id, SignInLink.used_at.is_(None), ~SignInLink.is_reusable)
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return session.get(Account, account_id)


def _number(session: Session, account: Account, *conditions: ColumnElement[bool]) -> int:
    mailed: Sequence[ColumnElement[bool]] = (
        SignInLink.account_id == account.id,
        SignInLink.asked_hash.is_not(None),
        *conditions,
    )
    return session.scalar(select(func.count()).select_from(SignInLink).where(*mailed)) or 0


def _hash(*secrets_of_one: str) -> str:
    return hashlib.sha256("\n".join(secrets_of_one).encode()).hexdigest()
