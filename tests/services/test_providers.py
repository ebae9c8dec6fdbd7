"""Who stops a provider: a district that is alone here, or whoever runs the installation; it is in every record."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import TrailEntry
from ballot_service.services.acting import NotFound
from ballot_service.services.announcing import (
    pause_everywhere,
    pause_sending,
    providers,
    resume_everywhere,
    resume_sending,
)
from tests.outreach.samples import MONDAY
from tests.tallow_creek import TallowCreek

BY = {"email": "smtp", "sms": "sms"}


def standing(session: Session) -> tuple[bool, bool]:
    mail, texts = sorted(providers(session, BY), key=lambda one: one.name != "smtp")
    return mail.paused_at is not None, texts.paused_at is not None


def test_a_district_that_is_alone_stops_a_provider_and_lets_it_go_on(
    creek: TallowCreek, session: Session
) -> None:
    by, district = uuid4(), creek.district.id
    (mail,) = [one for one in providers(session, BY) if one.name == "smtp"]
    pause_sending(session, district, mail, "The contract ends.", now=MONDAY, by=by)
    assert standing(session) == (True, False)
    resume_sending(session, district, mail, "It was renewed.", now=MONDAY, by=by)
    assert standing(session) == (False, False)
    acts = session.scalars(select(TrailEntry.act).where(TrailEntry.chain_id == district))
    assert {"pause_provider", "resume_provider"} <= set(acts)


def test_whoever_runs_the_installation_stops_only_what_it_uses(creek: TallowCreek, session: Session) -> None:
    pause_everywhere(session, "sms", "A bill.", carriers=BY, now=MONDAY)
    assert standing(session) == (False, True)
    assert resume_everywhere(session, "sms", "Paid.", carriers=BY, now=MONDAY)
    assert not resume_everywhere(session, "sms", "Paid.", carriers=BY, now=MONDAY)
    with pytest.raises(NotFound):
        pause_everywhere(session, "fax", "None.", carriers=BY, now=MONDAY)
