"""Worker processes that die (SIGKILL) in a given gap, the nth time they get there.

They run the real worker with the real Twilio client. A worker that is about to die writes down where it stands, so that
the gap can be proved from the database and the provider's ledger. "call" is the provider's to do: see provider.py.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.database import open_engine
from killing.provider import ACCOUNT, PATIENCE
from outreach import Delivery, DeliveryStatus, Message, Outcome, Pace, Policy, Then, deliver_due
from outreach.channels.sms import Settings, SmsSender
from outreach.looking_up import Heard, Inquiry

GAPS = ("claim", "attempt", "call", "answer", "settle")
"""Named after what was last done: between "call" and "answer" the provider has the message and nobody else knows."""
PURPOSE = "kill_test"
REPORTS = "https://reports.example/"


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What one worker is told. `minutes` are added to its clock; it stops by itself after `most` messages.

    `unclear` says what becomes of a message that the provider does not have, by its own list.
    """

    url: str
    base_url: str
    minutes: int
    gap: str = ""
    nth: int = 0
    most: int = 0
    stride: int = 4
    lease: timedelta = timedelta(minutes=10)
    unclear: str = "ask"


@dataclass
class Doom:
    """Dies in one gap, after writing into `note` at which delivery or attempt it stood."""

    gap: str
    left: int
    note: int

    def reached(self, gap: str, what: str) -> None:
        if gap != self.gap:
            return
        self.left -= 1
        if self.left == 0:
            os.write(self.note, json.dumps(what).encode())
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DoomedSender:
    """The real sender, with a gap before and after each call."""

    inner: SmsSender
    doom: Doom
    name: str = "sms"
    sent: int = 0
    answered: str = ""

    def send(self, message: Message) -> Outcome:
        attempt = str(message.attempt_id)
        self.doom.reached("attempt", attempt)
        outcome = self.inner.send(message)
        self.doom.reached("answer", attempt)
        self.sent, self.answered = self.sent + 1, attempt
        return outcome

    def look_up(self, message: Message, inquiry: Inquiry) -> Heard:
        return self.inner.look_up(message, inquiry)

    def close(self) -> None:
        self.inner.close()


def work(orders: Orders, note: int) -> None:
    """Sends what is due, again and again after a failure of the provider, until nothing is left or `most` is
    reached.
    """
    doom = Doom(orders.gap, orders.nth, note)
    settings = Settings(
        account_sid=ACCOUNT,
        username=f"{os.getpid()}.{orders.gap or 'none'}-{orders.nth}.{orders.minutes}",
        password="none",  # noqa: S106 - the provider of this test asks for none
        from_number="+16015550199",
        report_to=lambda attempt: f"{REPORTS}{attempt}",
        base_url=orders.base_url,
        timeout=PATIENCE,
    )
    sender = DoomedSender(SmsSender(settings), doom)

    def fill(reference: str) -> Mapping[str, str]:
        if doom.gap == "claim" and _is_in_hand(sessions, reference):
            doom.reached("claim", reference)
        return {"personal_link": f"https://vote.example/v/{reference}"}

    def stop() -> bool:
        if sender.answered:
            doom.reached("settle", sender.answered)
            sender.answered = ""
        return bool(orders.most) and sender.sent >= orders.most

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=orders.minutes)

    sessions = sessionmaker(open_engine(orders.url))
    pace = Pace(batch=orders.stride * 3, stride=orders.stride, lease=orders.lease)
    policies = {PURPOSE: Policy(then=Then(orders.unclear))}
    while deliver_due(
        sessions, {"sms": sender}, fill, clock, f"worker-{os.getpid()}", pace, stop=stop, policies=policies
    ):
        if stop():
            return


def _is_in_hand(sessions: sessionmaker[Session], reference: str) -> bool:
    """Not what is only looked for at the provider: its values are asked for, too, and nobody has claimed it."""
    with sessions() as session:
        status = session.scalar(select(Delivery.status).where(Delivery.link_reference == reference))
    return status is DeliveryStatus.LEASED


@dataclass
class Running:
    """A worker's process, and the end of the line on which it says where it dies."""

    pid: int
    orders: Orders
    note: int
    ended: int | None = None
    last_words: str = ""

    def poll(self) -> bool:
        """Whether it has ended; keeps how."""
        if self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.ended = os.waitstatus_to_exitcode(status)
                said = os.read(self.note, 400)
                os.close(self.note)
                self.last_words = json.loads(said) if said else ""
        return self.ended is not None

    def stop(self) -> None:
        """Ends it, when the test itself is stopped."""
        if self.ended is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def start(orders: Orders) -> Running:
    """Starts a worker as a child of this process, which must hold no open connection and no thread."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Running(pid, orders, reading)
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work(orders, writing)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
