"""Messages through the outbox against the provider's own client alone, to the same sink: one worker, no other load.

`python -m bench.sending [--messages 500]`. The outbox claims, commits each attempt before the call and the answer after
it; alone is the Twilio client, or smtplib over one connection: once with the same mails (plain text, HTML, every
header), the floor that the goal names, and once with a bare text. Both databases, with the commits as they come. Time
must grow in proportion to the number of messages.
"""

from __future__ import annotations

import argparse
import logging
import smtplib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session, sessionmaker
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

import outreach
from ballot_service.database import open_engine
from bench.measuring import PAIRS, growth, in_turn, met, report
from bench.servers import postgresql
from bench.sinks import mail_sink, twilio_sink
from outreach.channels import sms, smtp
from outreach.sending import Message, Sender
from outreach.wording import fill_in
from outreach.worker import deliver_due

NOW = datetime(2025, 11, 17, 15, tzinfo=UTC)
BODY = {
    "sms": "Cypress Elementary: your ballot to elect the council, only for {voter}: {personal_link}",
    "email": "Cypress Elementary\n\nThis is the link to your ballot, only for {voter}:\n\n{personal_link}\n",
}
LINK = "https://vote.example.org/v/aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb"
GOAL = 0.8
rounds = count(1)


def queue(sessions: sessionmaker[Session], channel: str, number: int) -> None:
    """A notice of its own for each run, so that every run sends the same number."""
    version = next(rounds)
    text = outreach.Text(language="en", channel=channel, subject="Your ballot", body=BODY[channel])
    notice = outreach.Notice(
        scope="bench", name="ballot_link", version=version, purpose="ballot_link", texts=(text,)
    )
    people = (
        outreach.Recipient(
            reference=f"{version}-{each}",
            language="en",
            contact_points=(outreach.ContactPoint(channel=channel, address=address(channel, each)),),
            link_reference=str(uuid4()),
            values={"voter": "M. J****"},
        )
        for each in range(number)
    )
    with sessions() as session:
        outreach.approve(session, notice, approved_by="bench", now=NOW)
        outreach.enqueue(session, notice, people, now=NOW, expires_at=NOW + timedelta(days=9))
        session.commit()


def address(channel: str, number: int) -> str:
    return f"+1601{number:07}" if channel == "sms" else f"voter{number}@example.org"


def through_the_outbox(sessions: sessionmaker[Session], channel: str, sender: Sender, number: int) -> float:
    """Messages a second, claimed, attempted and settled."""
    queue(sessions, channel, number)

    def fill(_reference: str) -> Mapping[str, str]:
        return {"personal_link": LINK}

    began = perf_counter()
    tally = deliver_due(sessions, {channel: sender}, fill, lambda: NOW, "bench")
    assert sum(tally.values()) == number, tally
    return number / (perf_counter() - began)


class _To(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """The Twilio client as it comes, with another address."""

    def __init__(self, port: int) -> None:
        silent = logging.Logger("bench", level=logging.CRITICAL + 1)
        super().__init__(pool_connections=True, timeout=15, logger=silent)
        self.origin = f"http://127.0.0.1:{port}"

    def request(self, method: str, url: str, *args: object, **named: object) -> Response:
        return super().request(
            method, self.origin + url.removeprefix("https://api.twilio.com"), *args, **named
        )


def twilio_alone(port: int, number: int) -> float:
    client = Client("AC" + "0" * 32, "token", http_client=_To(port))
    text = BODY["sms"].format(voter="M. J****", personal_link=LINK)
    began = perf_counter()
    for each in range(number):
        client.messages.create(to=address("sms", each), from_="+16015550100", body=text)
    return number / (perf_counter() - began)


def smtplib_alone(build: Callable[[int], EmailMessage], port: int, number: int) -> float:
    """Each mail built and handed over, all by one connection."""
    began = perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for each in range(number):
            server.send_message(build(each))
    return number / (perf_counter() - began)


def same_mail(each: int) -> EmailMessage:
    """What the outbox's own channel makes of one message."""
    values = {"voter": "M. J****", "personal_link": LINK}
    message = Message(
        delivery_id=uuid4(),
        sent_at=NOW,
        channel="email",
        language="en",
        address=address("email", each),
        subject="Your ballot",
        body=fill_in(BODY["email"], values),
    )
    return smtp.compose(message, _mail_settings(0))


def bare_mail(each: int) -> EmailMessage:
    """The same words as plain text, with the three headers that no mail can do without."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "elections@example.org", address("email", each)
    mail["Subject"] = "Your ballot"
    mail.set_content(BODY["email"].format(voter="M. J****", personal_link=LINK))
    return mail


def sms_sender(port: int) -> Sender:
    account = "AC" + "0" * 32
    return sms.open_sender(
        sms.Settings(
            account_sid=account,
            username=account,
            password="token",
            from_number="+16015550100",
            base_url=f"http://127.0.0.1:{port}",
        )
    )


def mail_sender(port: int) -> Sender:
    return smtp.open_sender(_mail_settings(port))


def _mail_settings(port: int) -> smtp.Settings:
    security = smtp.Security.NONE
    return smtp.Settings(host="127.0.0.1", port=port, sender="elections@example.org", security=security)


@contextmanager
def databases() -> Iterator[dict[str, sessionmaker[Session]]]:
    """An outbox on SQLite and one on PostgreSQL, both with commits that reach the disk."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ballots-bench-"))
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'outbox.sqlite'}",
            "PostgreSQL": stack.enter_context(postgresql()),
        }
        made = {}
        for name, url in urls.items():
            engine = open_engine(url)
            stack.callback(engine.dispose)
            outreach.Base.metadata.create_all(engine)
            made[name] = sessionmaker(engine)
        yield made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=500, help="messages in each run")
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    number, rows = chosen.messages, []
    with databases() as outboxes, twilio_sink() as texts, mail_sink() as mails:
        text, mail = sms_sender(texts), mail_sender(mails)
        ways: list[tuple[str, str, Sender, Callable[[], float], str]] = [
            ("text messages", "sms", text, partial(twilio_alone, texts, number), "the Twilio client"),
            ("e-mail", "email", mail, partial(smtplib_alone, same_mail, mails, number), "the same mails"),
            ("e-mail", "email", mail, partial(smtplib_alone, bare_mail, mails, number), "bare mails"),
        ]
        for what, channel, sender, alone, whose in ways:
            for database, sessions in outboxes.items():
                ours = partial(through_the_outbox, sessions, channel, sender)
                ratio, mine, theirs = in_turn(partial(ours, number), alone, chosen.pairs)
                sizes = {size: size / ours(size) for size in (number, number * 4)}
                rows.append(
                    (
                        f"{what} on {database}, against {whose} alone; growth {growth(sizes)}",
                        f"{ratio}   {mine:,.0f} / {theirs:,.0f} a second",
                        f"≥ {GOAL}",
                        met(ratio.median, GOAL),
                    )
                )
    report(f"Sending ({number:,} messages a run, {chosen.pairs} pairs)", rows)


if __name__ == "__main__":
    main()
