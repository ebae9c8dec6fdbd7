"""The consent ledger: who may be written to, where and about what, and who asked us to stop.

Lines are only ever added; what holds now is worked out from them. It is asked when messages are queued and again at
the moment of sending. Nothing here commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from outreach.ledger import ConsentEntry
from outreach.locking import hold, in_order
from outreach.models import Attempt, Delivery, ProviderReport
from outreach.one_address import GAVE_WAY, SAME_ADDRESS
from outreach.reports import Report
from outreach.states import ConsentSource, DeliveryStatus, PurposeClass, ReportKind, Says

_AT_ONCE = 500
_LIFTS = (ConsentSource.REPLY, ConsentSource.LINK, ConsentSource.DESK)
"""A form can be filled in by anybody, so it never ends somebody's wish to be left alone."""
_PROVIDER_SAYS_NO = ("opted_out", "marked_as_spam")
_QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One fact for the ledger. `at` is aware; `stamp` tells the fact from every other, so that twice is once.

    `person` is the caller's reference, for an address that is wrong for one person and right for others.
    """

    channel: str
    address: str = field(repr=False)
    purpose_class: PurposeClass
    says: Says
    source: ConsentSource
    at: datetime
    wording: str = field(default="", repr=False)
    person: str = ""
    noted_by: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The addresses that asked for no messages of one class: for everybody there, or for one person."""

    addresses: frozenset[tuple[str, str, str]]

    def covers(self, channel: str, address: str, person: str = "") -> bool:
        """Whether nothing of this class may go to this address for this person."""
        place = (channel, address_key(channel, address))
        return (*place, "") in self.addresses or (bool(person) and (*place, person) in self.addresses)


def address_key(channel: str, address: str) -> str:
    """One way of writing an address: mailboxes are compared without regard to capitals."""
    return address.strip().lower() if channel == "email" else address.strip()


def note(session: Session, consent: Consent, *, now: datetime) -> bool:
    """Adds one line; answers whether it was new. A yes that counts sends what was held back and is still timely."""
    key = address_key(consent.channel, consent.address)
    insert = (
        postgresql.insert if session.get_bind(ConsentEntry).dialect.name == "postgresql" else sqlite.insert
    )
    added = session.scalar(
        insert(ConsentEntry)
        .values(
            id=uuid4(),
            channel=consent.channel,
            address=key,
            purpose_class=consent.purpose_class,
            says=consent.says,
            source=consent.source,
            person=consent.person,
            wording=consent.wording,
            at=consent.at,
            noted_at=now,
            noted_by=consent.noted_by,
            stamp=consent.stamp or uuid4().hex,
        )
        .on_conflict_do_nothing(index_elements=["stamp"])
        .returning(ConsentEntry.id)
    )
    if added is not None and consent.says is Says.YES and consent.source in _LIFTS:
        _send_what_was_held_back(session, consent, key, now)
    return added is not None


def stopped_among(session: Session, addresses: Collection[str], purpose_class: PurposeClass) -> Stopped:
    """Which of these addresses asked for no messages of this class. Any spelling of a mailbox will do."""
    return _stopped(_entries(session, addresses), purpose_class)


def stopped_everywhere(session: Session, purpose_class: PurposeClass) -> Stopped:
    """Every address that asked for no messages of this class."""
    said_no = select(ConsentEntry.address).where(ConsentEntry.says == Says.NO)
    rows = session.scalars(select(ConsentEntry).where(ConsentEntry.address.in_(said_no))).all()
    return _stopped(rows, purpose_class)


def stopped_deliveries(session: Session, deliveries: Collection[UUID]) -> set[UUID]:
    """Which of these deliveries must not be sent, because their address has asked for no such messages by now."""
    table = Delivery
    rows = session.execute(
        select(table.id, table.channel, table.address, table.person, table.purpose_class).where(
            table.id.in_(list(deliveries))
        )
    ).all()
    known = _entries(session, {row.address for row in rows})
    by_class = {each: _stopped(known, each) for each in {row.purpose_class for row in rows}}
    return {
        row.id for row in rows if by_class[row.purpose_class].covers(row.channel, row.address, row.person)
    }


def history(session: Session, channel: str, address: str) -> Sequence[ConsentEntry]:
    """Everything that is known about one address, newest first."""
    wanted = select(ConsentEntry).where(
        ConsentEntry.channel == channel, ConsentEntry.address == address_key(channel, address)
    )
    return session.scalars(wanted.order_by(ConsentEntry.at.desc(), ConsentEntry.id)).all()


def learn_from_providers(session: Session, *, now: datetime) -> int:
    """Enters in the ledger what providers said: that an address has opted out with them. Answers how many are new.

    Such a message ends as opted out, so that it is listed for another way. A provider that says no blocks everything.
    """
    refused = (
        select(Delivery, Attempt)
        .join(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == Delivery.tries))
        .where(Delivery.status == DeliveryStatus.REFUSED, Attempt.error.in_(_PROVIDER_SAYS_NO))
    )
    lost = (
        select(Delivery, Attempt)
        .join(Attempt, (Attempt.delivery_id == Delivery.id) & (Attempt.number == Delivery.tries))
        .join(ProviderReport, ProviderReport.attempt_id == Attempt.id)
        .where(
            Delivery.status == DeliveryStatus.UNDELIVERED,
            ProviderReport.kind == ReportKind.FAILED,
            ProviderReport.error.in_(_PROVIDER_SAYS_NO),
        )
    )
    found = [row for query in (refused, lost) for row in session.execute(query)]
    hold(session, {delivery.id for delivery, _ in found})
    new = 0
    for delivery, attempt in {row[1].id: (row[0], row[1]) for row in found}.values():
        at = attempt.finished_at or now
        fact = Consent(
            channel=delivery.channel,
            address=delivery.address,
            purpose_class=PurposeClass.EVERYTHING,
            says=Says.NO,
            source=ConsentSource.PROVIDER,
            at=at,
            wording=attempt.sender,
            stamp=f"attempt:{attempt.id}",
        )
        new += note(session, fact, now=now)
        delivery.status = DeliveryStatus.OPTED_OUT
    session.flush()
    return new


def learn_from_report(session: Session, report: Report, *, now: datetime) -> bool:
    """Enters in the ledger that somebody who got a message told the provider to send no more; whether that was new.

    `now` is aware. The provider blocks everything from then on, and so nothing is handed to it any more.
    """
    if report.kind is not ReportKind.DELIVERED or report.error not in _PROVIDER_SAYS_NO:
        return False
    of_attempt = select(Delivery).join(Attempt, Attempt.delivery_id == Delivery.id)
    delivery = session.scalar(
        of_attempt.where(Attempt.id == report.attempt_id, Attempt.sender == report.sender)
    )
    return delivery is not None and note(
        session,
        Consent(
            channel=delivery.channel,
            address=delivery.address,
            purpose_class=PurposeClass.EVERYTHING,
            says=Says.NO,
            source=ConsentSource.PROVIDER,
            at=min(report.occurred_at or now, now),
            wording=report.sender,
            stamp=f"report:{report.attempt_id}",
        ),
        now=now,
    )


def _entries(session: Session, addresses: Collection[str]) -> list[ConsentEntry]:
    keys = sorted({each for address in addresses for each in (address.strip(), address.strip().lower())})
    found: list[ConsentEntry] = []
    for at in range(0, len(keys), _AT_ONCE):
        few = keys[at : at + _AT_ONCE]
        found += session.scalars(select(ConsentEntry).where(ConsentEntry.address.in_(few)))
    return found


def _stopped(rows: Iterable[ConsentEntry], purpose_class: PurposeClass) -> Stopped:
    places: dict[tuple[str, str, str], list[ConsentEntry]] = defaultdict(list)
    for row in rows:
        if row.purpose_class in (purpose_class, PurposeClass.EVERYTHING):
            places[row.channel, row.address, row.person].append(row)
    return Stopped(frozenset(place for place, entries in places.items() if _says_no(entries)))


def _says_no(entries: Sequence[ConsentEntry]) -> bool:
    """Whether the newest line that counts says no; of two at one moment, the no."""
    counting = [one for one in entries if one.says is Says.NO or one.source in _LIFTS]
    last = max(counting, key=lambda one: (one.at, one.says is Says.NO), default=None)
    return last is not None and last.says is Says.NO


def _send_what_was_held_back(session: Session, consent: Consent, key: str, now: datetime) -> None:
    """Asked again at sending, like everything. What was called off stays so; what has lost its turn is set aside."""
    held = [
        Delivery.channel == consent.channel,
        Delivery.address.in_((key, consent.address)),
        Delivery.status == DeliveryStatus.OPTED_OUT,
        Delivery.expires_at > now,
        Delivery.ended_why.in_(("", GAVE_WAY)),
    ]
    if consent.purpose_class is not PurposeClass.EVERYTHING:
        held.append(Delivery.purpose_class == consent.purpose_class)
    if consent.person:
        held.append(Delivery.person == consent.person)
    gave_way = Delivery.ended_why == GAVE_WAY
    queued = (
        update(Delivery)
        .where(in_order(*held))
        .values(
            status=case((gave_way, DeliveryStatus.CANCELLED), else_=DeliveryStatus.QUEUED),
            ended_why=case((gave_way, SAME_ADDRESS), else_=""),
            not_before=now,
        )
    )
    session.execute(queued, execution_options=_QUIETLY)
