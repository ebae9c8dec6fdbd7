"""R020, R023, R048: where flyers go, when that makes sense, and what has to be shown afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.placements import (
    PlacementAct,
    PlacementChange,
    PlacementPlan,
    PlacementState,
    may_change_placement,
    may_plan_placement,
)
from ballot_service.rules.places import MATERIAL_WORDS, NOTICE_KINDS, PLACE_WORDS, Material, PlaceKind
from tests.tallow_creek import CLOSES, OPENS, ZONE, at

PUT_UP = at(11, 3, 9)
LAST_DAY = at(11, 4, 23, 59)


def plan(planned_at: datetime = LAST_DAY, languages: tuple[str, ...] = ("en", "es")) -> tuple[str, ...]:
    facts = PlacementPlan(
        languages=languages, planned_at=planned_at, opens_at=OPENS, closes_at=CLOSES, zone=str(ZONE)
    )
    return may_plan_placement(facts).codes


def change(
    act: PlacementAct, state: PlacementState, happened_at: datetime = PUT_UP, **more: Any
) -> tuple[str, ...]:
    plain: dict[str, Any] = {"material": Material.FLYER, "entered_at": PUT_UP, "opens_at": OPENS}
    facts = PlacementChange(act=act, state=state, happened_at=happened_at, zone=str(ZONE), **(plain | more))
    return may_change_placement(facts).codes


def test_the_pick_list_is_the_21_kinds_of_the_guidance_and_one_for_all_others() -> None:
    assert len(set(PlaceKind) - {PlaceKind.OTHER}) == 21
    assert set(PLACE_WORDS) == set(PlaceKind)
    assert set(MATERIAL_WORDS) == set(NOTICE_KINDS) == set(Material)


def test_flyers_posters_and_bulletins_are_one_way_of_giving_notice() -> None:
    paper = {NOTICE_KINDS[each] for each in (Material.FLYER, Material.POSTER, Material.BULLETIN)}
    assert paper == {NoticeKind.POSTING}


@pytest.mark.parametrize(
    ("planned_at", "languages", "codes"),
    [
        (LAST_DAY, ("en", "es"), ()),
        (LAST_DAY + timedelta(minutes=1), ("en",), ("placement_late_for_notice",)),
        (CLOSES, ("en",), ("placement_late_for_notice",)),
        (at(12, 6, 0), ("en",), ("placement_after_close",)),
        (LAST_DAY, tuple(LANGUAGES), ()),
        (LAST_DAY, (), ("placement_language",)),
        (LAST_DAY, ("en", "xx"), ("placement_language",)),
    ],
)
def test_when_a_place_makes_sense(
    planned_at: datetime, languages: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    assert plan(planned_at, languages) == codes


ACT, STATE = PlacementAct, PlacementState


@pytest.mark.parametrize(
    ("act", "state", "more", "codes"),
    [
        (ACT.PUT_UP, STATE.PLANNED, {"has_proof": True}, ()),
        (ACT.PUT_UP, STATE.PLANNED, {}, ("placement_without_proof",)),
        (ACT.PUT_UP, STATE.PLANNED, {"entered_at": at(11, 4, 0)}, ("placement_late_without_proof",)),
        (ACT.PUT_UP, STATE.PLANNED, {"entered_at": at(11, 4, 0), "has_proof": True}, ()),
        (
            ACT.PUT_UP,
            STATE.PLANNED,
            {"happened_at": at(11, 5, 9), "has_proof": True},
            ("placement_in_future",),
        ),
        (
            ACT.PUT_UP,
            STATE.PLANNED,
            {"material": Material.SOCIAL_POST, "has_proof": True},
            ("post_without_link",),
        ),
        (ACT.PUT_UP, STATE.UP, {"has_proof": True}, ("placement_up",)),
        (ACT.PUT_UP, STATE.WITHDRAWN, {"has_proof": True}, ("placement_withdrawn",)),
        (ACT.ADD_PROOF, STATE.UP, {"has_proof": True}, ()),
        (ACT.ADD_PROOF, STATE.DOWN, {}, ("proof_missing",)),
        (ACT.ADD_PROOF, STATE.PLANNED, {"has_proof": True}, ("placement_planned",)),
        (ACT.TAKE_DOWN, STATE.UP, {"put_up_at": PUT_UP}, ("down_before_opening",)),
        (ACT.TAKE_DOWN, STATE.UP, {"put_up_at": PUT_UP + timedelta(minutes=1)}, ("down_before_up",)),
        (
            ACT.TAKE_DOWN,
            STATE.UP,
            {"put_up_at": PUT_UP, "happened_at": OPENS, "entered_at": OPENS},
            (),
        ),
        (ACT.TAKE_DOWN, STATE.DOWN, {"put_up_at": PUT_UP}, ("placement_down",)),
        (ACT.WITHDRAW, STATE.PLANNED, {"has_reason": True}, ()),
        (ACT.WITHDRAW, STATE.PLANNED, {}, ("placement_needs_reason",)),
        (ACT.WITHDRAW, STATE.UP, {"has_reason": True}, ("placement_up",)),
    ],
)
def test_what_may_be_done_with_a_place(
    act: PlacementAct, state: PlacementState, more: dict[str, Any], codes: tuple[str, ...]
) -> None:
    assert change(act, state, **more) == codes
