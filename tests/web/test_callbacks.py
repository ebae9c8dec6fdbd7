"""What providers post: taken only with their signature, once, and without a trace of people in the logs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

import outreach
from ballot_service.mailing import Marks
from ballot_service.web.limits import limiter
from tests.databases import Database
from tests.outreach.provider_fake import API_KEY, TOKEN, Does
from tests.web.sending_desk import MAIL, NUMBER, ORIGIN, SEND, Desk, open_desk

AT = int(SEND.timestamp())
SENDGRID = "/callbacks/sendgrid"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        opened.fake.to(NUMBER, Does.SILENCE_AFTER)
        opened.fake.to(MAIL, Does.RESET_AFTER)
        opened.send()
        opened.work()
        assert {opened.statuses()[NUMBER], opened.statuses()[MAIL]} == {"uncertain"}
        yield opened


def reports(desk: Desk) -> int:
    with desk.office.session() as session:
        return session.scalar(select(func.count()).select_from(outreach.ProviderReport)) or 0


def test_reports_settle_what_was_unclear_and_come_twice_and_in_any_order(desk: Desk) -> None:
    taken = desk.fake.taken(NUMBER)
    for status in ("delivered", "sent", "delivered", "queued"):
        answer = desk.post_twilio(taken, status)
        assert (answer.status_code, answer.data) == (204, b"")
        assert "Set-Cookie" not in answer.headers
    mail = desk.fake.taken(MAIL)
    events = [desk.fake.sendgrid_event(mail, name, AT + 9) for name in ("delivered", "processed")]
    for _ in range(2):
        assert desk.post_sendgrid(events).status_code == 204
    assert {desk.statuses()[NUMBER], desk.statuses()[MAIL]} == {"sent"}
    assert reports(desk) == 5


def test_a_failure_that_is_reported_is_kept(desk: Desk) -> None:
    assert desk.post_twilio(desk.fake.taken(NUMBER), "undelivered", 30006).status_code == 204
    assert desk.post_twilio(desk.fake.taken(NUMBER), "sent").status_code == 204
    assert desk.statuses()[NUMBER] == "undelivered"
    assert "It did not arrive: this phone takes no text messages." in desk.messages()


def test_who_calls_a_mail_spam_gets_no_more(desk: Desk) -> None:
    event = desk.fake.sendgrid_event(desk.fake.taken(MAIL), "spamreport", AT + 9)
    for _ in range(2):
        assert desk.post_sendgrid([event]).status_code == 204
    assert desk.statuses()[MAIL] == "sent", "it has arrived"
    with desk.office.session() as session:
        (line,) = outreach.history(session, "email", MAIL)
        assert (line.says, line.source) == (outreach.Says.NO, outreach.ConsentSource.PROVIDER)


def test_without_a_signature_that_fits_nothing_is_taken(desk: Desk) -> None:
    client, taken = desk.office.app.test_client(), desk.fake.taken(NUMBER)
    address, form, signature = desk.fake.twilio_report(taken, "delivered")
    path = address.removeprefix(ORIGIN)
    for headers in ({}, {"X-Twilio-Signature": "bm8="}, {"X-Twilio-Signature": "ñ"}):
        assert client.post(path, data=form, headers=headers).status_code == 403
    assert desk.post_twilio(taken, "delivered", MessageStatus="failed").status_code == 403
    other = f"/callbacks/twilio/{Marks(desk.settings).mark(desk_attempt(desk, MAIL))}"
    assert client.post(other, data=form, headers={"X-Twilio-Signature": signature}).status_code == 403
    events = [desk.fake.sendgrid_event(desk.fake.taken(MAIL), "delivered", AT)]
    assert client.post(SENDGRID, data=json.dumps(events)).status_code == 403
    signed = desk.fake.sendgrid_signed(json.dumps(events).encode())
    assert client.post(SENDGRID, data=json.dumps(events, indent=1), headers=signed).status_code == 403
    assert reports(desk) == 0
    assert {desk.statuses()[NUMBER], desk.statuses()[MAIL]} == {"uncertain"}


def desk_attempt(desk: Desk, address: str) -> UUID:
    with desk.office.session() as session:
        wanted = (
            select(outreach.Attempt.id).join(outreach.Delivery).where(outreach.Delivery.address == address)
        )
        return session.scalars(wanted).one()


def test_signed_nonsense_is_answered_as_such(desk: Desk) -> None:
    assert desk.post_sendgrid(b"{").status_code == 400
    assert desk.post_sendgrid(b'{"event": "delivered"}').status_code == 400
    taken = desk.fake.taken(NUMBER)
    unsaid = desk.fake.twilio_report(taken, "")
    path = unsaid[0].removeprefix(ORIGIN)
    client = desk.office.app.test_client()
    answer = client.post(path, data=unsaid[1], headers={"X-Twilio-Signature": unsaid[2]})
    assert answer.status_code == 400
    assert client.get(path).status_code == 405
    assert client.get(SENDGRID).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[null]",
        b'["delivered"]',
        b'[[{"event": "delivered"}]]',
        b'[{"event": ["delivered"]}]',
        b'[{"event": {}}]',
        b"[" * 100_000,
        b'[{"event": "delivered", "attempt": "MARK", "timestamp": "\\u0000"}]',
        b'[{"event": "delivered", "attempt": "MARK", "timestamp": 1, "sg_message_id": "\\ud800"}]',
        b'[{"event": "delivered", "attempt": "MARK", "timestamp": 1, "sg_message_id": "a\\u0000b"}]',
        b'[{"event": "delivered", "attempt": "MARK"}, {"event": 5, "timestamp": NaN}, 7]',
    ],
)
def test_a_malformed_event_is_refused_with_a_line_in_the_log_and_keeps_nothing(
    desk: Desk, body: bytes
) -> None:
    """Also where one event of a list is whole: a provider that hears "no" posts the whole list again."""
    mark = Marks(desk.settings).mark(desk_attempt(desk, MAIL))
    with capture_logs() as lines:
        answer = desk.post_sendgrid(body.replace(b"MARK", mark.encode()))
    assert (answer.status_code, answer.data) == (400, b"")
    assert [(one["event"], one["sender"]) for one in lines] == [("report_unreadable", "sendgrid")]
    assert reports(desk) == 0
    assert desk.statuses()[MAIL] == "uncertain"


@pytest.mark.parametrize("changed", [{"MessageStatus": ""}, {"MessageSid": "SM\x00"}, {"MessageSid": ""}])
def test_a_malformed_status_is_refused_with_a_line_in_the_log_and_keeps_nothing(
    desk: Desk, changed: dict[str, str]
) -> None:
    address, form, _ = desk.fake.twilio_report(desk.fake.taken(NUMBER), "delivered")
    posted = {**form, **changed}
    signature = RequestValidator(TOKEN).compute_signature(address, posted)
    with capture_logs() as lines:
        answer = desk.office.app.test_client().post(
            address.removeprefix(ORIGIN), data=posted, headers={"X-Twilio-Signature": signature}
        )
    assert (answer.status_code, answer.data) == (400, b"")
    assert [(one["event"], one["sender"]) for one in lines] == [("report_unreadable", "sms")]
    assert reports(desk) == 0


def test_what_is_none_of_ours_is_taken_quietly_with_a_line_in_the_log(desk: Desk) -> None:
    """Another installation may share the account, and a provider that hears "no" would post it again for days."""
    taken = desk.fake.taken(NUMBER)
    foreign = {**taken.request, "StatusCallback": f"{ORIGIN}/callbacks/twilio/made-up"}
    event = {**desk.fake.sendgrid_event(desk.fake.taken(MAIL), "delivered", AT), "attempt": "made-up"}
    with capture_logs() as lines:
        address, form, signature = desk.fake.twilio_report(
            type(taken)(**{**vars(taken), "request": foreign}), "delivered"
        )
        path = address.removeprefix(ORIGIN)
        answer = desk.office.app.test_client().post(
            path, data=form, headers={"X-Twilio-Signature": signature}
        )
        assert answer.status_code == 204
        assert desk.post_sendgrid([event, event]).status_code == 204
        assert desk.post_twilio(taken, "receiving").status_code == 204
    unknown = [(line["sender"], line["reports"]) for line in lines if line["event"] == "report_unknown"]
    assert unknown == [("sms", 1), ("sendgrid", 2)]
    assert reports(desk) == 0


def test_a_provider_that_is_not_set_up_has_no_page(desk: Desk) -> None:
    taken = desk.fake.taken(NUMBER)
    object.__setattr__(desk.settings.sendgrid, "webhook_key", "")
    object.__setattr__(desk.settings.twilio, "auth_token", "")
    assert desk.post_sendgrid([]).status_code == 404
    assert desk.post_twilio(taken, "delivered").status_code == 404


def test_guessing_is_held_up_and_honest_reports_are_not(desk: Desk) -> None:
    limiter.reset()
    client = desk.office.app.test_client()
    honest = [desk.post_sendgrid([]).status_code for _ in range(40)]
    assert set(honest) == {204}
    assert [client.post(SENDGRID, data=b"[]").status_code for _ in range(31)] == [403] * 30 + [429]


def test_a_large_body_is_not_read(desk: Desk) -> None:
    assert desk.post_sendgrid(b"[" + b" " * 3_000_000 + b"]").status_code == 413


def test_neither_number_nor_address_nor_token_stands_in_a_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """From issuing the links to the last report, with every library as talkative as it can be."""
    caplog.set_level(logging.DEBUG)
    for name in ("python_http_client.client", "twilio.http_client", "urllib3", "werkzeug", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    desk.fake.behaviors.clear()
    with capture_logs() as lines:
        desk.office.post("/links/issue")
        desk.send("ballot_link")
        desk.work()
        texts = [one for one in desk.fake.ledger if "/v/" in json.dumps(dict(one.request))]
        assert len(texts) == 2
        for one in texts:
            if one.provider == "twilio":
                assert desk.post_twilio(one, "undelivered", 30003).status_code == 204
            else:
                event = desk.fake.sendgrid_event(one, "bounce", AT, reason=f"550 <{MAIL}>")
                assert desk.post_sendgrid([event]).status_code == 204
        desk.office.app.test_client().post(SENDGRID, data=b"[]")
    tokens = [part.split("/v/")[1][:33] for one in texts for part in [json.dumps(dict(one.request))]]
    written = f"{lines} {caplog.text}"
    assert "report_kept" in written
    assert "attempt_settled" in written
    for secret in (MAIL, NUMBER, NUMBER[2:], TOKEN, API_KEY, "Ana", "Ruiz", *tokens):
        assert secret not in written, secret
