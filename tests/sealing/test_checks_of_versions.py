"""The verifier on later versions: each thing a recount or a correction rests on can be missing, and is missed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ballot_service.sealing import acts
from ballot_service.sealing.checks_of_versions import versions_were_told
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong
from tests.sealing.test_checks_of_paper import Line, line

ENDED = acts.recount_details(b"records", [1, 2], [2], b"[]")
TOLD = (
    *(line(acts.ENTER_BATCH, batch, by, number=1) for batch in ("a", "b") for by in ("clerk", "parent")),
    line(acts.CERTIFY_RESULT, "r", "clerk", **acts.certifying_details("f")),
    *(line(acts.ENTER_AGAIN, batch, by, number=1) for batch in ("a", "b") for by in ("sol", "wes")),
    line(acts.AGREE_AGAIN, "a", "wes", number=1, is_same=True),
    line(acts.AGREE_AGAIN, "b", "wes", number=2, is_same=False),
    line(acts.CONFIRM_STANDS, "b", "clerk", number=2, stands="second"),
    line(acts.END_RECOUNT, "x", "clerk", **ENDED),
    line(acts.WRITE_CORRECTION, "c", "clerk", contest=None),
    line(acts.CONFIRM_CORRECTION, "c", "parent", contest=None),
    line(acts.CERTIFY_RESULT, "r", "clerk", **acts.certifying_details("g", "old")),
)


def check(trail: tuple[Line, ...] = TOLD, status: str = "recount", replaces: str = "old") -> str:
    bundle = OpenedBundle({})
    vars(bundle)["trail"] = trail
    vars(bundle)["result"] = SimpleNamespace(status=status)
    vars(bundle)["certification"] = SimpleNamespace(replaces=replaces)
    return str(versions_were_told(bundle))


def without(*places: int) -> tuple[Line, ...]:
    return tuple(each for at, each in enumerate(TOLD) if at not in places)


def test_what_the_trail_shows_holds() -> None:
    assert check() == "Recounts: 1. Corrections: 1."
    assert check(status="correction") == "Recounts: 1. Corrections: 1."
    assert check((), "certified", "") == "Recounts: 0. Corrections: 0."


@pytest.mark.parametrize(
    ("trail", "status", "replaces"),
    [
        (TOLD[:5], "recount", ""),
        (TOLD[:5], "correction", ""),
        (TOLD, "recount", ""),
        (TOLD[:5], "certified", "old"),
    ],
)
def test_a_status_rests_on_an_act_and_a_certificate_names_the_one_before(
    trail: tuple[Line, ...], status: str, replaces: str
) -> None:
    with pytest.raises(Wrong):
        check(trail, status, replaces)


@pytest.mark.parametrize("at", [5, 6, 7, 8, 9, 10], ids=str)
def test_a_batch_without_a_second_pair_is_found(at: int) -> None:
    with pytest.raises(Wrong, match="second pair"):
        check(without(at))


def test_a_second_pair_of_the_same_people_is_found() -> None:
    same = line(acts.ENTER_AGAIN, "a", "clerk", number=1)
    with pytest.raises(Wrong, match="second pair counted batch 1"):
        check((*TOLD[:9], same, *TOLD[9:]))


def test_a_change_that_nobody_confirmed_is_found() -> None:
    first = line(acts.CONFIRM_STANDS, "b", "clerk", number=2, stands="first")
    for trail in (without(11), (*TOLD[:11], first, *TOLD[12:])):
        with pytest.raises(Wrong, match="why the recount changed batch 2"):
            check(trail)


def test_a_correction_by_one_person_is_found() -> None:
    alone = line(acts.CONFIRM_CORRECTION, "c", "clerk", contest=None)
    for trail in (without(13), (*TOLD[:14], alone, *TOLD[15:])):
        with pytest.raises(Wrong, match="two people stand behind a correction"):
            check(trail)
