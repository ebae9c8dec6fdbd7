"""The attack on ourselves: whoever has the database, its deleted rows and the logs, but not the key, links nobody.

Each attack says for every voter how they voted, and is scored. Against our own tables none may be right more often
than dealing out the published totals blindly would be; the same attacks link at least 95 % on tables as a hasty
programmer would make them, so they are no straw men.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations, permutations
from math import sqrt
from pathlib import Path
from random import Random

import pytest

from ballot_service.rules.election_settings import ElectionSettings
from tests.databases import Database
from tests.security.chance import chances_of_hits, most_by_chance
from tests.security.known_election import (
    COUNT_TWICE,
    VOTERS,
    cast_by_pages,
    choose_again,
    count,
    decide,
    tell_received,
)
from tests.security.linking import Choice, Guess, choice_of, choice_rows, forms, guesses
from tests.security.loot import Row, Thief
from tests.security.naive import NAIVE, OPTIONS, target_of
from tests.web.conftest import World

FOUND = 0.95
"""The share of voters that the attacks must link where the tables give them away."""


def best(found: Iterable[Guess], truth: Mapping[str, Choice]) -> tuple[int, str, int]:
    """Hits of the best attack, its name, and how many attacks there were."""
    scores = [
        (sum(guess.choices[voter] == choice for voter, choice in truth.items()), guess.attack)
        for guess in found
    ]
    return *max(scores), len(scores)


def assert_no_better_than_guessing(found: Iterable[Guess], truth: Mapping[str, Choice]) -> None:
    hits, attack, attacks = best(found, truth)
    assert attacks > 100, "too few attacks were tried to prove anything"
    most = most_by_chance(truth.values(), attacks)
    assert hits <= most, f"“{attack}” links {hits} of {len(truth)} voters; guessing explains {most}"


def test_before_the_count_nothing_tells(database: Database, world: World, tmp_path: Path) -> None:
    """Only sealed envelopes lie there. The attacker has the later totals too, and a choice to deal to everybody."""
    with Thief(database) as thief:
        known = cast_by_pages(world)
        loot = thief.take(tmp_path / "loot", known.log)
    assert not choice_rows(known.target, loot), "a choice was stored before the count"
    assert_no_better_than_guessing(guesses(known.target, loot), known.truth)


def test_after_the_count_nothing_tells(database: Database, world: World, tmp_path: Path) -> None:
    """The thief has a copy from before the count too, where the roll still points to the envelopes."""
    with Thief(database) as thief:
        known = cast_by_pages(world)
        earlier = thief.take(tmp_path / "earlier", known.log)
        decide(world, known, known.on_hold)
        count(world, known)
        loot = thief.take(tmp_path / "loot", known.log)
    assert sorted(
        map(sorted, (choice_of(known.target, row) for row in choice_rows(known.target, loot)))
    ) == sorted(map(sorted, known.truth.values())), "the attacker sees every choice, only not whose it is"
    assert_no_better_than_guessing(guesses(known.target, loot, [earlier]), known.truth)


def test_who_chose_again_after_a_correction_cannot_be_told_either(
    database: Database, world: World, tmp_path: Path
) -> None:
    """Two envelopes of one voter lie apart after the count, and the one record a contest says nothing of either."""
    with Thief(database) as thief:
        known = choose_again(world, cast_by_pages(world))
        earlier = thief.take(tmp_path / "earlier", known.log)
        decide(world, known, known.on_hold)
        count(world, known)
        loot = thief.take(tmp_path / "loot", known.log)
    assert sorted(
        map(sorted, (choice_of(known.target, row) for row in choice_rows(known.target, loot)))
    ) == sorted(map(sorted, known.truth.values())), "one ballot a voter, as they chose last"
    assert_no_better_than_guessing(guesses(known.target, loot, [earlier]), known.truth)


def test_nothing_tells_who_drew_which_card_and_how_it_voted(
    database: Database, world: World, tmp_path: Path
) -> None:
    """Each voter signed in, drew a card and cast at once: the orders of sign-ins, cards and envelopes are the same."""
    with Thief(database) as thief:
        known = cast_by_pages(world, with_cards=True)
        earlier = thief.take(tmp_path / "earlier", known.log)
        voters = set(known.target.voters)
        for row in earlier.of("code_card") + earlier.of("card_ballot"):
            texts = {str(value).replace("-", "") for value in row.cells.values()}
            assert not voters & texts, "a row of a card names a voter"
        assert not choice_rows(known.target, earlier), "a choice was stored before the count"
        assert_no_better_than_guessing(guesses(known.target, earlier), known.truth)
        decide(world, known, known.on_hold)
        count(world, known)
        loot = thief.take(tmp_path / "loot", known.log)
    assert len(loot.of("card_ballot")) == VOTERS
    assert {row.cells["envelope_id"] for row in loot.of("card_ballot")} == {None}
    assert_no_better_than_guessing(guesses(known.target, loot, [earlier]), known.truth)


def test_a_ballot_added_by_a_second_count_cannot_be_told_from_the_others(
    database: Database, world: World, tmp_path: Path
) -> None:
    """Its record would stand out by place or id, and a stored first result or its trail would give it by difference."""
    known = cast_by_pages(world, COUNT_TWICE)
    decide(world, known, known.on_hold[:-1])
    count(world, known)
    with Thief(database) as thief:
        earlier = thief.take(tmp_path / "earlier")
        decide(world, known, known.on_hold[-1:])
        count(world, known, timedelta(days=2))
        loot = thief.take(tmp_path / "loot")
    rows, before = choice_rows(known.target, loot), choice_rows(known.target, earlier)
    assert len(rows) == len(before) + 1 == len(known.truth)
    assert not {str(row.cells["id"]) for row in rows} & {str(row.cells["id"]) for row in before}
    assert len({row.place.get("xmin") for row in rows}) == 1
    old = [form for row in before for form in forms(row)]
    assert not [form for form in old for file in loot.raw if form in file], (
        "a replaced record is still on the disk"
    )
    first = min(loot.of("result"), key=lambda row: row.cells["version"])
    assert not [option for option in known.target.options if option in str(first.cells["document"])]


def test_who_is_told_that_a_ballot_came_does_not_tell_which_one(
    database: Database, world: World, tmp_path: Path
) -> None:
    """The rows of these messages stay after the count has cut the roll from the envelopes. If they were made as ballots
    come in, they would name the voter of each leaf of the log, and two keyholders could read the rest.
    """
    with Thief(database) as thief:
        known = cast_by_pages(world, ElectionSettings(ballot_received_notice=True))
        tell_received(world, known)
        earlier = thief.take(tmp_path / "earlier", known.log)
        decide(world, known, known.on_hold)
        count(world, known)
        loot = thief.take(tmp_path / "loot", known.log)
    assert_no_better_than_guessing(guesses(known.target, loot, [earlier]), known.truth)
    rows = [row for row in loot.of("outreach_delivery") if row.cells["purpose"] == "ballot_received"]
    assert len(rows) == len(known.cast_in_order)
    assert len({str(row.cells["queued_at"]) for row in rows}) == 1
    for order in rows_in_every_order(rows):
        told = [str(row.cells["recipient"]).replace("-", "") for row in order]
        assert not follows(told, known.cast_in_order)
    assert follows(known.cast_in_order, known.cast_in_order), "as they come in would be seen"
    assert follows(known.cast_in_order[::-1], known.cast_in_order)


def rows_in_every_order(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """As they came, by place in the file, and by each column."""
    yield list(rows)
    for place in rows[0].place:
        if all(row.place[place] is not None for row in rows):
            yield sorted(rows, key=lambda row, by=place: row.place[by])  # type: ignore[misc]  # bound at once
    for column in rows[0].cells:
        if len({str(row.cells[column]) for row in rows}) == len(rows):
            yield sorted(rows, key=lambda row, by=column: str(row.cells[by]))  # type: ignore[misc]  # bound at once


def follows(order: Sequence[str], cast: Sequence[str]) -> bool:
    """Whether one order says something of the other: Kendall's inversions, more than six standard deviations from what
    chance gives. A fair lot goes that far less than once in a hundred million runs.
    """
    place = {voter: number for number, voter in enumerate(cast)}
    found, number = [place[voter] for voter in order], len(order)
    inversions = sum(found[i] > found[j] for i, j in combinations(range(number), 2))
    deviation = sqrt(number * (number - 1) * (2 * number + 5) / 72)
    return abs(inversions - number * (number - 1) / 4) > 6 * deviation


@pytest.mark.parametrize("schema", NAIVE)
def test_the_same_attacks_link_nearly_everybody_on_hasty_tables(
    empty_database: Database, tmp_path: Path, schema: str
) -> None:
    random = Random(3)
    truth = {
        random.randbytes(16).hex(): frozenset(random.sample(OPTIONS, random.randint(0, len(OPTIONS))))
        for _ in range(60)
    }
    ballots = list(truth.items())
    with Thief(empty_database) as thief:
        log = NAIVE[schema](empty_database, ballots)
        loot = thief.take(tmp_path / "loot", log)
    hits, attack, attacks = best(guesses(target_of(ballots), loot), truth)
    assert hits >= FOUND * len(truth), f"the best of {attacks} attacks, “{attack}”, links only {hits}"
    assert hits > most_by_chance(truth.values(), attacks)


@pytest.mark.parametrize("choices", ["abcd", "aabb", "aaab", "aabbcc", "a"])
def test_the_chances_are_those_of_dealing_every_way(choices: str) -> None:
    deals = list(permutations(choices))
    hits = [sum(a == b for a, b in zip(choices, deal, strict=True)) for deal in deals]
    assert [float(chance) for chance in chances_of_hits(choices)] == pytest.approx(
        [hits.count(number) / len(deals) for number in range(len(choices) + 1)]
    )


def test_the_bound_is_far_below_what_a_leak_would_give() -> None:
    """Sixty voters with as many different choices: one in four linked would be noticed."""
    assert most_by_chance(range(60), attacks=10_000) <= 60 / 4
    assert most_by_chance("a" * 60, attacks=1) == 60, "who votes like everybody has no secret"
