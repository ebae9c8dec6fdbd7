"""The outbox under test: a notice queued, what became of its messages, and the proof of where each worker died."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

import outreach
from ballot_service.database import open_engine
from ballot_service.services.migrating import upgrade
from killing.workers import REPORTS, Running
from outreach import Attempt, Delivery, DeliveryStatus, OutreachNotice
from outreach.leasing import FREE
from outreach.providers import twilio
from outreach.reports import SETTLED_BY_REPORT

SCOPE = "kill-test-"
_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED)


class NotOurs(Exception):
    """The database has messages waiting that are none of this test's."""


@dataclass(frozen=True)
class Outbox:
    """One notice in one database. Every method opens the database and leaves it: children are forked in between."""

    url: str
    scope: str

    @classmethod
    def filled(cls, url: str, numbers: list[str]) -> Outbox:
        """A notice queued for all numbers. Makes the tables where there are none. Raises NotOurs."""
        made = cls(url, f"{SCOPE}{uuid4().hex}")
        engine = open_engine(url)
        if not inspect(engine).has_table(Delivery.__tablename__):
            upgrade(engine)
        engine.dispose()
        with made.session() as session:
            _clear(session)
            made._queue(session, numbers)
        return made

    @contextmanager
    def session(self) -> Iterator[Session]:
        engine = open_engine(self.url)
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        engine.dispose()

    def _queue(self, session: Session, numbers: list[str]) -> None:
        now = datetime.now(UTC) - timedelta(seconds=1)
        text = outreach.Text(language="en", channel="sms", body="Your ballot: {personal_link}")
        notice = outreach.Notice(
            scope=self.scope, name="kill_test", version=1, purpose="kill_test", texts=(text,)
        )
        people = (
            outreach.Recipient(
                reference=number,
                language="en",
                contact_points=(outreach.ContactPoint(channel="sms", address=number),),
                link_reference=f"{self.scope}.{number}",
            )
            for number in numbers
        )
        outreach.approve(session, notice, approved_by="kill_test", now=now)
        outreach.enqueue(session, notice, people, now=now, expires_at=now + timedelta(days=999))

    def statuses(self) -> dict[str, DeliveryStatus]:
        """Where the message to each number stands."""
        ours = (
            select(Delivery.address, Delivery.status)
            .join(OutreachNotice, OutreachNotice.id == Delivery.notice_id)
            .where(OutreachNotice.scope == self.scope)
        )
        with self.session() as session:
            return {row.address: row.status for row in session.execute(ours)}

    def waiting(self) -> int:
        return sum(status in _MOVING for status in self.statuses().values())

    def shown(self) -> set[str]:
        """The numbers whose messages are shown to a person as unclear."""
        with self.session() as session:
            return {one.recipient for one in outreach.uncertain(session, scope=self.scope, limit=1_000_000)}

    def report(self, reports: list[tuple[str, str]]) -> None:
        """Keeps what the provider reports, each on its own, as the service's callback page does."""
        for address, status in reports:
            form = {"MessageStatus": status, "MessageSid": "SM" + "0" * 32}
            read = twilio.read_report(form, UUID(address.removeprefix(REPORTS)))
            if read is not None:
                with self.session() as session:
                    outreach.record_reports(session, [read], now=datetime.now(UTC) + timedelta(days=30))

    def proves(self, worker: Running, told: Mapping[str, Any]) -> bool:
        """Whether database and ledger agree that this worker died in the gap it was told to."""
        gap = worker.orders.gap
        with self.session() as session:
            if gap == "claim":
                return _is_claimed_only(session, worker)
            name = f"{worker.pid}.{gap}-{worker.orders.nth}"
            address = told["killed"].get(name, "") if gap == "call" else f"{REPORTS}{worker.last_words}"
            attempt = session.get(Attempt, UUID(address.removeprefix(REPORTS))) if address else None
        if attempt is None:
            return False
        open_still = attempt.outcome is None or attempt.error == SETTLED_BY_REPORT
        if gap == "settle":
            return attempt.outcome is not None
        if gap == "attempt":
            return attempt.outcome is None and address not in told["attempts"]
        return open_still and (gap == "answer" or address in told["attempts"])


def _is_claimed_only(session: Session, worker: Running) -> bool:
    row = session.scalars(select(Delivery).where(Delivery.link_reference == worker.last_words)).one()
    begun = select(Attempt).where(Attempt.delivery_id == row.id, Attempt.finished_at.is_(None))
    held = row.status is DeliveryStatus.LEASED and row.leased_by == f"worker-{worker.pid}"
    return held and session.scalars(begun).first() is None


def _clear(session: Session) -> None:
    """Takes off what an earlier test left when it was stopped. Raises NotOurs when anything else waits."""
    moving = (
        select(Delivery.id, OutreachNotice.scope)
        .join(OutreachNotice, OutreachNotice.id == Delivery.notice_id)
        .where(Delivery.status.in_(_MOVING))
    )
    left = session.execute(moving).all()
    if any(not row.scope.startswith(SCOPE) for row in left):
        raise NotOurs("Messages are waiting in this database. Give a database that is only for this test.")
    notices = select(OutreachNotice.id).where(OutreachNotice.scope.startswith(SCOPE))
    session.execute(
        update(Delivery)
        .where(Delivery.notice_id.in_(notices), Delivery.status.in_(_MOVING))
        .values(status=DeliveryStatus.CANCELLED, **FREE),
        execution_options={"synchronize_session": False},
    )
