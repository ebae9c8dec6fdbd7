"""An election's settings: every choice has a stage at which it freezes, changes are logged with old and new."""

from __future__ import annotations

import pytest

from ballot_service.models import Election
from ballot_service.rules.election_settings import (
    SETTING_NAMES,
    BallotOrder,
    CountWhen,
    ElectionSettings,
    Stage,
    settings_as_json,
)
from ballot_service.rules.setting_changes import frozen_at
from ballot_service.services import issuing, registering, setting_up, trail
from ballot_service.services.acting import Refused, acting
from ballot_service.services.facts import settings_of, stage_of
from tests.services.steps import close_and_count, refusal, sentences, up_to_open
from tests.tallow_creek import CERTIFY, CLOSES, FORMS_CLOSE, FORMS_OPEN, OPENS, TallowCreek, at


def change(creek: TallowCreek, election: Election, name: str, value: object, day: int = 2) -> None:
    creek.session.commit()
    with acting(creek.session, at(10, day)):
        setting_up.change_setting(creek.session, election, name, value, now=at(10, day))  # type: ignore[arg-type]  # wrong kinds are the point


def test_the_whole_document_is_visible_and_logged(creek: TallowCreek) -> None:
    election = creek.election()
    assert set(election.settings) == set(SETTING_NAMES)
    made = trail.entries(creek.session, election.id)[0]
    assert made.document["details"]["settings"] == settings_as_json(ElectionSettings())


def test_a_change_is_kept_with_old_and_new(creek: TallowCreek) -> None:
    election = creek.election()
    change(creek, election, "min_notice_days", 21)
    assert settings_of(election).min_notice_days == 21
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert newest.document["details"] == {"setting": "min_notice_days", "from": 14, "to": 21}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("min_notice_days", 13, "setting_too_low"),
        ("notice_min_channels", "two", "setting_not_a_number"),
        ("required_languages", (), "setting_no_language"),
        ("required_languages", ("en", "tlh"), "setting_unknown_language"),
        ("count_when", "now", "setting_no_such_choice"),
        ("windows_end_at", "5 pm", "setting_not_a_time"),
        ("two_person_notice_approval", "maybe", "setting_not_yes_or_no"),
        ("no_such_thing", 1, "setting_unknown"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    creek: TallowCreek, name: str, value: object, code: str
) -> None:
    election = creek.election()
    before = dict(election.settings)
    with pytest.raises(Refused) as caught:
        change(creek, election, name, value)
    assert refusal(caught).codes == (code,)
    creek.session.expire_all()
    assert election.settings == before


def test_stages_follow_what_happened(creek: TallowCreek) -> None:
    election = creek.election()
    session = creek.session
    assert stage_of(session, election, at(10, 2)) is Stage.SETUP
    assert stage_of(session, election, FORMS_OPEN) is Stage.FORMS_OPEN
    creek.notify(election, at(10, 3))
    assert stage_of(session, election, at(10, 3)) is Stage.NOTICE_PUBLISHED
    creek.guardian("Ana", "Ruiz")
    registering.build_roll(session, election, now=at(10, 4))
    issuing.issue_links(session, election, now=at(10, 4))
    assert stage_of(session, election, at(10, 4)) is Stage.FIRST_LINK_ISSUED
    creek.stand(election.contests[0], "Bo Lee")
    creek.freeze(election)
    assert stage_of(session, election, FORMS_CLOSE) is Stage.BALLOT_FROZEN
    assert stage_of(session, election, OPENS) is Stage.BALLOT_FROZEN, "the opening is not confirmed"
    assert stage_of(session, election, CLOSES) is Stage.VOTING_CLOSED


def test_what_is_frozen_is_named_with_the_stage_that_froze_it(creek: TallowCreek) -> None:
    election = creek.election()
    creek.notify(election, at(10, 3))
    for name, value in (
        ("min_notice_days", 21),
        ("notice_min_channels", 3),
        ("required_languages", ("en",)),
        ("uncontested", "declare_elected"),
    ):
        with pytest.raises(Refused) as caught:
            change(creek, election, name, value, day=4)
        assert refusal(caught).codes == ("setting_frozen",)
        assert "cannot change after" in sentences(refusal(caught))[0]
        change(
            creek, election, name, getattr(settings_of(election), name), day=4
        )  # the present value may stay
    change(creek, election, "ballot_order", BallotOrder.ALPHABETICAL, day=4)
    change(creek, election, "count_when", CountWhen.AT_CLOSE, day=4)
    assert settings_of(election).ballot_order is BallotOrder.ALPHABETICAL


def test_after_certification_everything_that_touches_the_election_is_frozen(
    creek: TallowCreek, tmp_path: object
) -> None:
    election = up_to_open(creek, creek.election(), voters=1)
    close_and_count(creek.session, election)
    frozen = frozen_at(stage_of(creek.session, election, CERTIFY))
    assert election.manifest is not None
    assert election.manifest.document["settings"] == election.settings, "the document is in the manifest"
    for name in frozen:
        value = election.settings[name]
        other = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else "other"
        with pytest.raises(Refused) as caught:
            change(creek, election, name, other, day=20)
        assert "setting_frozen" in refusal(caught).codes, name
