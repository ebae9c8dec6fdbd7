"""Appointing: who holds which office in a district, from one day until another."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ballot_service.models.accounts import Account, Appointment, Role
from ballot_service.models.districts import Council, District
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.accounts import BadAddress, find_account, normal_address, open_account
from ballot_service.services.acting import NotFound, Refused

OFFICE_SOURCE = "R008; CEC Guidance 2022, p. 6"
"""School and district leaders establish the council, so they say who does what."""


def appoint(
    session: Session,
    district: District,
    *,
    email: str,
    name: str,
    role: Role,
    is_employee: bool,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    council: Council | None = None,
    title: str = "",
    language: str | None = None,
    by: UUID | None = None,
) -> Appointment:
    """Gives a person an office (R008, glossary "election official") and, if it is their first, an account.

    The office holds from `from_on` until the day before `until_on`, both days of the district. A person who
    has an account keeps its name and language. Raises Refused; NotFound for a council of another district.
    """
    if council is not None and council.district_id != district.id:
        raise NotFound
    office = Appointment(district_id=district.id, role=role, is_employee=is_employee, title=title)
    office.council_id = council.id if council else None
    office.from_on, office.until_on = from_on, until_on
    account = find_account(session, email)
    objections = (
        *_to_address(email),
        *_to_account(account),
        *_to_days(from_on, until_on),
        *_to_second_time(session, office, account),
    )
    _refuse("appoint", objections, district, account.id if account else district.id)
    account = account or open_account(session, email, name, language or district.language)
    office.account_id = account.id
    session.add(office)
    session.flush()
    _record(session, office, account, now, by)
    return office


def _record(session: Session, office: Appointment, account: Account, now: datetime, by: UUID | None) -> None:
    details = {
        "account": str(account.id),
        "role": office.role.value,
        "council": str(office.council_id) if office.council_id else None,
        "is_employee": office.is_employee,
        "from_on": office.from_on.isoformat(),
        "until_on": office.until_on.isoformat() if office.until_on else None,
    }
    words: dict[trail.Field, str] = {"name": account.name, "email": account.email}
    trail.of_district(
        session,
        office.district_id,
        "appoint",
        subject_id=office.id,
        now=now,
        by=by,
        details=details,
        words=words,
    )


def end_appointment(
    session: Session,
    district: District,
    appointment_id: UUID,
    *,
    until_on: date,
    now: datetime,
    by: UUID | None = None,
) -> Appointment:
    """Ends an office: `until_on` is the first day of the district on which it no longer holds.

    Raises NotFound for an appointment of another district, and Refused if the day is before its first.
    """
    appointment = session.get(Appointment, appointment_id)
    if appointment is None or appointment.district_id != district.id:
        raise NotFound
    _refuse(
        "end_appointment",
        _to_days(appointment.from_on, until_on, may_be_empty=True),
        district,
        appointment.id,
    )
    appointment.until_on = until_on
    session.flush()
    trail.of_district(
        session,
        district.id,
        "end_appointment",
        subject_id=appointment.id,
        now=now,
        by=by,
        details={"until_on": until_on.isoformat()},
    )
    return appointment


def current_appointments(session: Session, account_id: UUID, day: date) -> list[Appointment]:
    """The offices a person holds on a day, in any district."""
    return list(
        session.scalars(
            select(Appointment)
            .where(
                Appointment.account_id == account_id,
                Appointment.from_on <= day,
                or_(Appointment.until_on.is_(None), Appointment.until_on > day),
            )
            .order_by(Appointment.role, Appointment.from_on)
        )
    )


def _refuse(act: str, reasons: tuple[Reason, ...], district: District, subject_id: UUID) -> None:
    decision = Decision(reasons=reasons)
    if not decision.allowed:
        raise Refused(act, decision, chain_id=district.id, district_id=district.id, subject_id=subject_id)


def _reason(code: str, sentence: Sentence, remedy: Sentence) -> tuple[Reason, ...]:
    return (Reason(code=code, sentence=sentence, source=OFFICE_SOURCE, remedy=remedy),)


def _to_address(email: str) -> tuple[Reason, ...]:
    try:
        normal_address(email)
    except BadAddress:
        return _reason(
            "address_unreadable",
            say("This is not an e-mail address, so the person could not sign in."),
            say("Check the address. It looks like name@school.org."),
        )
    return ()


def _to_account(account: Account | None) -> tuple[Reason, ...]:
    if account is None or account.active:
        return ()
    return _reason(
        "account_closed",
        say("The account of this person was closed."),
        say("Ask the person who looks after this service, or appoint them with another e-mail address."),
    )


def _to_days(from_on: date, until_on: date | None, *, may_be_empty: bool = False) -> tuple[Reason, ...]:
    """An office that is ended before its first day holds on no day: allowed to end, pointless to begin."""
    if until_on is None or from_on < until_on or (may_be_empty and from_on == until_on):
        return ()
    return _reason(
        "ends_before_it_begins",
        say("The office would end on {until}, before it begins on {first}.", until=until_on, first=from_on),
        say("Choose a last day that comes after the first."),
    )


def _to_second_time(session: Session, office: Appointment, account: Account | None) -> tuple[Reason, ...]:
    if account is None:
        return ()
    same = select(Appointment.id).where(
        Appointment.account_id == account.id,
        Appointment.district_id == office.district_id,
        Appointment.role == office.role,
        Appointment.council_id == office.council_id,
        or_(Appointment.until_on.is_(None), Appointment.until_on > office.from_on),
    )
    if office.until_on is not None:
        same = same.where(Appointment.from_on < office.until_on)
    if session.scalar(same.limit(1)) is None:
        return ()
    return _reason(
        "already_appointed",
        say("This person already holds this office in these days."),
        say("End the first appointment, or choose a first day after it ends."),
    )
