"""The attack: links voters to choices by shared values, order, place, size, time, neighbors in the file, and the log.

It knows which table holds the roll and which the choices (the source is public), and what was published. Everything
else it tries out: each order of voters against each order of choices, forwards and backwards.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tests.security.loot import Loot, Row

Choice = frozenset[str]
"""The names or ids that one voter marked."""
LEAST_TELLING = 10
"""Characters or bytes from which on a value may be somebody's own."""
NEAR = 400
"""Bytes: about as long as a row."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the attacker is after. `voters` are the ids of the roll; `published` is how often each choice was made."""

    voters: Sequence[str]
    published: Counter[Choice]
    options: Sequence[str]
    """What can be marked."""
    choice_table: str
    choice_column: str
    only: Mapping[str, str]
    """Which rows of the table: those of one contest."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One attack's whole answer: a choice for every voter."""

    attack: str
    choices: Mapping[str, Choice]


def guesses(target: Target, loot: Loot, earlier: Sequence[Loot] = ()) -> Iterator[Guess]:
    """Every attack on what was stolen now; `earlier` are copies stolen before, from which links are remembered."""
    known = Known(target.voters)
    for each in (*earlier, loot):
        known.learn(each.rows)
    yield _dealt(target, "values that rows share", _claims_by_values(target, loot, known))
    for after in (True, False):
        claims = _claims_by_neighbors(target, loot, after=after)
        yield _dealt(target, f"neighbors in the file ({'after' if after else 'before'})", claims)
    of_choices = dict(_choice_orders(target, loot))
    for name, voters in _voter_orders(loot, known):
        for other, choices in of_choices.items():
            yield _paired(target, f"{name} × {other}", voters, choices)
            yield _paired(target, f"{name} × {other}, backwards", voters, choices[::-1])


class Known:
    """Which values belong to one voter alone: found by following values from row to row, starting from the roll."""

    def __init__(self, voters: Iterable[str]) -> None:
        self.whose: dict[str, str] = {voter: voter for voter in voters}
        self._shared: set[str] = set()

    def learn(self, rows: Sequence[Row]) -> None:
        """Goes on until nothing more is found."""
        told = [_telling(row) for row in rows]
        before = -1
        while before != len(self.whose):
            before = len(self.whose)
            owners = defaultdict(set)
            for values in told:
                if (voter := self._one(values)) is not None:
                    for value in values:
                        owners[value].add(voter)
            self._shared |= {value for value, voters in owners.items() if len(voters) > 1}
            fresh = {value: next(iter(voters)) for value, voters in owners.items() if len(voters) == 1}
            self.whose = {
                value: voter for value, voter in (fresh | self.whose).items() if value not in self._shared
            }

    def voter_of(self, row: Row) -> str | None:
        return self._one(_telling(row))

    def _one(self, values: Iterable[str]) -> str | None:
        found = {self.whose[value] for value in values if value in self.whose}
        return next(iter(found)) if len(found) == 1 else None


def _telling(row: Row) -> set[str]:
    """The values of a row that could be somebody's own, ids in documents included."""
    found = set()
    for value in row.cells.values():
        text = _text(value)
        if len(text) >= LEAST_TELLING and not isinstance(value, bool | int | float | datetime | date):
            found.add(text)
            found |= {part.replace("-", "") for part in re.findall(r"[0-9a-f-]{32,64}", text)}
    return found


def _text(value: Any) -> str:
    """A value in one form, whichever database it came from."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def choice_of(target: Target, row: Row) -> Choice:
    text = _text(row.cells[target.choice_column])
    return frozenset(option for option in target.options if f'"{option}"' in text)


def choice_rows(target: Target, loot: Loot) -> list[Row]:
    return [
        row
        for row in loot.of(target.choice_table)
        if all(_text(row.cells[column]) == value for column, value in target.only.items())
    ]


def _claims_by_values(target: Target, loot: Loot, known: Known) -> dict[str, Choice]:
    """A row with a choice that holds a value of one voter alone."""
    rows = choice_rows(target, loot)
    return {voter: choice_of(target, row) for row in rows if (voter := known.voter_of(row)) is not None}


def _claims_by_neighbors(target: Target, loot: Loot, *, after: bool) -> dict[str, Choice]:
    """The choice that lies beside a voter's id in the file, in a deleted row say, up to the next voter's id."""
    seen: dict[str, Counter[Choice]] = defaultdict(Counter)
    for raw in loot.files:
        voters = sorted(_places(raw, target.voters))
        marks = sorted(_places(raw, target.options))
        where = [at for at, _ in marks]
        for number, (at, voter) in enumerate(voters):
            low, high = (at, at + NEAR) if after else (at - NEAR, at)
            for neighbor in voters[max(number - 1, 0) : number] + voters[number + 1 : number + 2]:
                low, high = (
                    (low, min(high, neighbor[0])) if neighbor[0] > at else (max(low, neighbor[0]), high)
                )
            near = marks[bisect_left(where, low) : bisect_left(where, high)]
            if near:
                seen[voter][frozenset(option for _, option in near)] += 1
    return {voter: found.most_common(1)[0][0] for voter, found in seen.items()}


def _places(raw: bytes, values: Iterable[str]) -> Iterator[tuple[int, str]]:
    for value in values:
        for form in _forms(value):
            yield from ((found.start(), value) for found in re.finditer(re.escape(form), raw))


def _forms(value: str) -> list[bytes]:
    """How an id can stand in a file."""
    if re.fullmatch(r"[0-9a-f]{32}", value):
        return [value.encode(), str(UUID(value)).encode(), bytes.fromhex(value)]
    return [value.encode()]


def _voter_orders(loot: Loot, known: Known) -> Iterator[tuple[str, list[str]]]:
    tables: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row in loot.rows:
        if (voter := known.voter_of(row)) is not None:
            tables[row.table].append((row, voter))
    for table, owned in tables.items():
        for name, order in _orders([row for row, _ in owned]):
            yield f"{table} by {name}", list(dict.fromkeys(owned[number][1] for number in order))
    for number, raw in enumerate(loot.files):
        yield f"first place in file {number}", _order_in(raw, known, bytes.find)
        yield f"last place in file {number}", _order_in(raw, known, bytes.rfind)
    said = [
        voter
        for line in loot.log
        for value in re.findall(r"[\w.-]{10,}", line)
        for voter in _said(value, known)
    ]
    yield "order in the log", list(dict.fromkeys(said))


def _said(value: str, known: Known) -> list[str]:
    parts = {value, value.replace("-", ""), value.partition(".")[0]}
    return [known.whose[part] for part in parts if part in known.whose]


def _order_in(raw: bytes, known: Known, find: Callable[[bytes, bytes], int]) -> list[str]:
    voters = set(known.whose.values())
    places = {voter: [at for form in _forms(voter) if (at := find(raw, form)) >= 0] for voter in voters}
    return sorted((voter for voter in sorted(voters) if places[voter]), key=lambda voter: min(places[voter]))


def _choice_orders(target: Target, loot: Loot) -> Iterator[tuple[str, list[Choice]]]:
    """The published choices by size and by name; and the rows with choices in every order they have."""
    everything = sorted(target.published.elements(), key=sorted)
    yield "published totals", everything
    yield "published totals by size", sorted(everything, key=lambda choice: sum(map(len, choice)))
    yield "published totals by number", sorted(everything, key=len)
    rows = choice_rows(target, loot)
    for name, order in _orders(rows):
        yield name, [choice_of(target, rows[number]) for number in order]
    for number, raw in enumerate(loot.files):
        places = [(_place_of(row, raw), choice_of(target, row)) for row in rows]
        found = sorted((each for each in places if each[0] >= 0), key=lambda each: each[0])
        yield f"place in file {number}", [choice for _, choice in found]


def _place_of(row: Row, raw: bytes) -> int:
    """Where a row first stands in a file, by its own id."""
    return min((at for form in forms(row) if (at := raw.find(form)) >= 0), default=-1)


def forms(row: Row) -> list[bytes]:
    """How a row's own id can stand in a file."""
    return _forms(_text(row.cells["id"])) if "id" in row.cells else []


def _orders(rows: Sequence[Row]) -> Iterator[tuple[str, list[int]]]:
    """The rows by each thing they have: as they came, by place, by every column, and by every column's length."""
    yield "as they come", list(range(len(rows)))
    if not rows:
        return
    for column in rows[0].place:
        if all(row.place[column] is not None for row in rows):
            yield column, sorted(range(len(rows)), key=lambda number: rows[number].place[column])
    for column in rows[0].cells:
        texts = [_sortable(row.cells[column]) for row in rows]
        if len(set(texts)) > 1:
            yield column, sorted(range(len(rows)), key=lambda number: texts[number])
            yield f"length of {column}", sorted(range(len(rows)), key=lambda number: len(texts[number]))


def _sortable(value: Any) -> str:
    return f"{value:020d}" if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _paired(target: Target, attack: str, voters: Sequence[str], choices: Sequence[Choice]) -> Guess:
    return _dealt(target, attack, dict(zip(voters, choices, strict=False)))


def _dealt(target: Target, attack: str, claims: Mapping[str, Choice]) -> Guess:
    """The claims as far as the published totals bear them out; whoever is left gets what is left."""
    left = Counter(target.published)
    given: dict[str, Choice] = {}
    for voter, choice in claims.items():
        if left[choice]:
            left[choice] -= 1
            given[voter] = choice
    rest = iter(sorted(left.elements(), key=sorted))
    given |= {voter: next(rest) for voter in target.voters if voter not in given}
    return Guess(attack=attack, choices=given)
