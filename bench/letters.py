"""Letters with QR codes: the product's way from plain letters to one PDF, against Typst alone with the same pages.

A is `letters_pdf`: parsing the texts, cleaning the words, drawing the codes, handing them over, setting the pages.
B is the same template with values that are ready: setting the pages and nothing else. Both run in turn (A B A B …);
every figure is a ratio within a pair, with median and range. Growth is the time of A at one size over the time at
the size before; a growth above the growth of the size would be worse than linear.

Run: python bench/letters.py [--sizes 125 250 500] [--pairs 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ballot_service.links import Links, Purpose
from ballot_service.printing.letters import DOCUMENT, Letter, Sheet, TypeSize, letter_values, letters_pdf
from ballot_service.printing.typesetting import typeset
from outreach.wording import fill_in

NOTICES = Path(__file__).resolve().parent.parent / "templates" / "notices" / "ballot_link"
MADE_AT = datetime(2025, 11, 17, 15, tzinfo=UTC)
GOAL = 2.0
"""Times Typst alone, from the table of goals."""
FEWEST_PAIRS = 5
LINKS = Links(["bench only, a long enough link secret"])


def letters(number: int) -> list[Letter]:
    """Letters with names, addresses and links of their own, two in three in English."""
    shared = {
        "school": "Cypress Elementary",
        "council": "Cypress Community Engagement Council",
        "opens": "Tuesday 18 November 2025, 7:00 a.m. Central time",
        "closes": "Friday 5 December 2025, 7:00 p.m. Central time",
        "who_may_vote": "Everyone 18 or older who lives, works or has a child in school here.",
        "phone": "(601) 555-0100",
        "fingerprint": "0123456789abcdef" * 4,
    }
    texts = {tag: (NOTICES / tag / "letter.txt").read_text(encoding="utf-8") for tag in ("en", "es")}
    made = []
    for each in range(1, number + 1):
        tag = "es" if each % 3 == 0 else "en"
        link = f"https://vote.tallowcreek.example/v/{LINKS.token(Purpose.BALLOT, Links.new_key())}"
        values = {**shared, "voter": f"María Núñez {each}", "personal_link": link}
        made.append(
            Letter(
                number=each,
                sender=("Tallow Creek School District", "1 School Road", "Tallow Creek, MS 39000"),
                sheets=(Sheet(language=tag, body=fill_in(texts[tag], values)),),
                address=(f"María Núñez {each}", f"{each} Oak Street", "Tallow Creek, MS 39000"),
            )
        )
    return made


def seconds(work: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def pairs(number: int, how_many: int) -> tuple[list[float], list[float]]:
    """Times of A and of B, in turn, after one of each that is not counted."""
    stack = letters(number)
    title, says = "Ballot letters", "Code of a ballot"
    ready = {
        "title": title,
        "code_says": says,
        "size": int(TypeSize.PLAIN),
        "letters": [letter_values(each) for each in stack],
    }

    def ours() -> bytes:
        return letters_pdf(stack, title=title, code_says=says, made_at=MADE_AT)

    def alone() -> bytes:
        return typeset(DOCUMENT, ready, made_at=MADE_AT)

    if ours() != alone():
        raise SystemExit("The two ways did not give the same pages.")
    times = [(seconds(ours), seconds(alone)) for _ in range(how_many)]
    return [a for a, _ in times], [b for _, b in times]


def report(sizes: Sequence[int], how_many: int) -> None:
    print(f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print(f"Pairs for each size: {how_many}. Ratio: product / Typst alone. Goal: at most {GOAL:.1f}\n")
    print(
        f"{'letters':>8} {'product s':>10} {'alone s':>9} {'ratio':>7} {'range':>15} {'growth':>7} {'size':>6}"
    )
    before: tuple[int, float] | None = None
    ratio = 0.0
    for size in sizes:
        ours, alone = pairs(size, how_many)
        ratios = [a / b for a, b in zip(ours, alone, strict=True)]
        ratio, mine = statistics.median(ratios), statistics.median(ours)
        growth = f"{mine / before[1]:7.2f} {size / before[0]:6.2f}" if before else f"{'':>7} {'':>6}"
        span = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"{size:>8} {mine:>10.3f} {statistics.median(alone):>9.3f} {ratio:>7.2f} {span:>15} {growth}")
        before = (size, mine)
    print(f"\n{sizes[-1]} letters: {ratio:.2f} times Typst alone. Goal {GOAL:.1f}: {_met(ratio)}")


def _met(ratio: float) -> str:
    return "met" if ratio <= GOAL else "not met"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sizes", type=int, nargs="+", default=[125, 250, 500])
    asked.add_argument("--pairs", type=int, default=FEWEST_PAIRS)
    chosen = asked.parse_args()
    report(sorted(chosen.sizes), max(chosen.pairs, FEWEST_PAIRS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
