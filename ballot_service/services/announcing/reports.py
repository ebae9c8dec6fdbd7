"""What providers post to us about messages they have taken: checked for its signature, read, and kept.

Only a signature that fits proves who speaks. Whatever the reports then say, they can only settle messages of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

import outreach
from outreach.providers import sendgrid, twilio

AttemptOf = Callable[[str], UUID | None]
"""The attempt that one of our marks names, or None for a mark that was never ours."""

log = structlog.get_logger()


class Forged(Exception):
    """The signature is missing or does not fit."""


class Unreadable(Exception):
    """It is signed, and it is no report."""


def read_twilio(
    form: Mapping[str, str], signature: str, *, auth_token: str, address: str, attempt_id: UUID | None
) -> Sequence[outreach.Report]:
    """The status report in a form that was posted to `address`, our own public address. Raises Forged, Unreadable."""
    if not twilio.is_genuine(auth_token, address, form, signature):
        raise Forged
    if attempt_id is None:
        _unknown(twilio.SMS, 1)
        return ()
    try:
        report = twilio.read_report(form, attempt_id)
    except ValueError as error:
        raise Unreadable from error
    if report is None:
        log.info("report_not_kept", sender=twilio.SMS)
        return ()
    return (report,)


def read_sendgrid(
    body: bytes, signature: str, timestamp: str, *, public_key: str, attempt_of: AttemptOf
) -> Sequence[outreach.Report]:
    """The events in a body as it was posted. Raises Forged, Unreadable."""
    if not sendgrid.is_genuine(sendgrid.public_key(public_key), body, signature, timestamp):
        raise Forged
    try:
        found = list(sendgrid.read_reports(body, attempt_of))
    except sendgrid.Malformed as error:
        raise Unreadable from error
    _unknown(sendgrid.SENDER, found.count(None))
    return [report for report in found if report is not None]


def keep_report(session: Session, report: outreach.Report, *, now: datetime) -> None:
    """Keeps one report, settles what it settles and obeys a wish in it.

    Commit after each, as `outreach.record_reports` says.
    """
    recorded = outreach.record_reports(session, (report,), now=now)
    outreach.learn_from_report(session, report, now=now)
    _unknown(report.sender, recorded.unknown)
    if recorded.new:
        log.info("report_kept", sender=report.sender, attempt=str(report.attempt_id), report=report.name)


def _unknown(sender: str, number: int) -> None:
    """The provider must not send it again, so it is told "fine"; somebody who looks after the service sees it here."""
    if number:
        log.warning("report_unknown", sender=sender, reports=number)
