"""Every kind of message has a policy for when nobody knows whether it left; an installation may change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from ballot_service.sending_settings import PURPOSES, sending_faults, sending_of
from ballot_service.services.announcing import outlook, policies_of
from ballot_service.services.announcing.unclear_policies import POLICIES
from ballot_service.shipped import shipped
from outreach import RESTORED, Then, Unclear
from tests.outreach.samples import MONDAY


def test_every_notice_that_ships_has_a_policy_and_a_reason() -> None:
    shipping = {path.name for path in (shipped("templates") / "notices").iterdir()} | {"social_post"}
    assert set(POLICIES) == shipping == set(PURPOSES)
    assert all(policy.why for policy in POLICIES.values())


def test_a_ballot_link_is_repeated_a_notice_asked_about_and_a_code_left() -> None:
    found = policies_of(sending_of({}))
    assert [found[each].then for each in ("ballot_link", "election_notice", "sign_up_code")] == [
        Then.REPEAT,
        Then.ASK,
        Then.GIVE_UP,
    ]


def test_an_installation_decides_otherwise() -> None:
    env = {"BALLOTS_UNCLEAR": "ballot_link=ask, result_notice=give_up", "BALLOTS_UNCLEAR_MINUTES": "90"}
    assert sending_faults(env) == []
    found = policies_of(sending_of(env))
    assert found["ballot_link"].then is Then.ASK
    assert found["result_notice"].then is Then.GIVE_UP
    assert {policy.after for policy in found.values()} == {timedelta(minutes=90)}


@pytest.mark.parametrize(
    "env",
    [
        {"BALLOTS_UNCLEAR": "ballot_link=resend"},
        {"BALLOTS_UNCLEAR": "newsletter=ask"},
        {"BALLOTS_UNCLEAR_MINUTES": "5"},
    ],
)
def test_what_cannot_be_is_named(env: dict[str, str]) -> None:
    (sentence,) = sending_faults(env)
    assert sentence.startswith(next(iter(env)))


def test_the_clerk_reads_what_asking_has_brought_and_what_happens_by_itself() -> None:
    unclear = Unclear(
        delivery_id=uuid4(),
        notice_id=uuid4(),
        recipient="",
        channel="sms",
        language="en",
        tries=1,
        started_at=MONDAY,
        error="no_answer",
        words="",
        purpose="ballot_link",
        sender="sms",
        ended_at=MONDAY,
        look_said="absent",
    )
    table, early, late = policies_of(sending_of({})), MONDAY, MONDAY + timedelta(hours=1)
    seen = outlook(unclear, table, early)
    assert seen.looked is not None
    assert seen.plan is not None
    assert seen.at == MONDAY + timedelta(minutes=30)
    assert outlook(unclear, table, late).plan is None, "it was repeated as often as it may be"
    assert outlook(replace(unclear, sender=RESTORED), table, early).plan is None
    assert outlook(replace(unclear, purpose="election_notice"), table, early).plan is None
