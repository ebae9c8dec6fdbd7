"""How often plain guessing is right: the exact chance of so many hits when choices are dealt out blindly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from fractions import Fraction
from math import comb, factorial


def chances_of_hits(choices: Iterable[Hashable]) -> list[Fraction]:
    """For 0, 1, 2 … hits the exact chance, when the choices are dealt to the same voters in a random order.

    Each kind of choice that n voters made is a full n by n board of hits; the product of the boards' rook
    polynomials gives the number of deals with exactly so many hits (inclusion and exclusion).
    """
    sizes = list(Counter(choices).values())
    voters = sum(sizes)
    rooks = [1]
    for size in sizes:
        board = [comb(size, k) ** 2 * factorial(k) for k in range(size + 1)]
        rooks = _product(rooks, board)
    deals = factorial(voters)
    at_least = [rooks[k] * factorial(voters - k) for k in range(voters + 1)]
    return [
        Fraction(
            sum((-1) ** (j - hits) * comb(j, hits) * at_least[j] for j in range(hits, voters + 1)), deals
        )
        for hits in range(voters + 1)
    ]


def most_by_chance(choices: Iterable[Hashable], attacks: int, risk: Fraction = Fraction(1, 10**9)) -> int:
    """The most hits that guessing can explain: more come by chance, in any of so many attacks, less often than `risk`.

    The ids and envelopes of an election are random, so no seed can fix every attack's score. This bound is exact, not
    an estimate, and holds whatever the attacks have in common (it adds their chances up): a test against it fails
    without a leak less than once in a billion runs.
    """
    chances = chances_of_hits(choices)
    tail = Fraction(0)
    for hits in range(len(chances) - 1, -1, -1):
        tail += chances[hits]
        if tail * attacks >= risk:
            return hits
    return 0


def _product(one: list[int], other: list[int]) -> list[int]:
    product = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            product[i + j] += a * b
    return product
