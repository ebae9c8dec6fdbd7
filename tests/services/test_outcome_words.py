"""Every short code that the outbox or a provider can give has its sentence for the clerk."""

from __future__ import annotations

import re
from pathlib import Path

from ballot_service.services.announcing.outcome_words import (
    WHY_REFUSED,
    WHY_UNCLEAR,
    WHY_UNDELIVERED,
    WHY_WAITING,
)
from outreach import channels, reconcile, rounds
from outreach.providers import answers
from outreach.providers import sendgrid as sendgrid_codes
from outreach.providers import twilio as twilio_codes
from outreach.sending import NOT_TRIED


def test_every_code_that_can_come_back_has_its_words() -> None:
    known = {*WHY_WAITING, *WHY_REFUSED, *WHY_UNDELIVERED, *WHY_UNCLEAR, *channels.says()}
    assert known >= twilio_codes.ERRORS
    assert known >= sendgrid_codes.ERRORS
    own = [Path(channels.__file__).with_name(f"{name}.py") for name in channels.names()]
    shared = [Path(module.__file__ or "") for module in (answers, rounds, reconcile)]
    source = "".join(path.read_text() for path in (*own, *shared))
    given = {NOT_TRIED} | set(re.findall(r'(?:refused|not_sent|uncertain)\(\s*"(\w+)"', source))
    assert {"busy", "no_answer", "sign_in_refused", "out_of_time"} <= given
    assert given - known == set()
