"""Letters with QR codes: the product's way from plain letters to one PDF, against Typst alone with the same pages.

`python -m bench.letters [--letters 500]`. The product's way parses the texts, cleans the words, draws the codes, hands
them over and sets the pages; alone is the same template with values that are ready. Time grows a little more than in
proportion: a PDF that is accessible holds one tree of tags for the whole document, and Typst writes it at the end.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ballot_service.links import Links, Purpose
from ballot_service.printing.letters import DOCUMENT, Letter, Sheet, TypeSize, letter_values, letters_pdf
from ballot_service.printing.typesetting import typeset
from bench.measuring import PAIRS, growth, in_turn, met, rate, report
from outreach.wording import fill_in

NOTICES = Path(__file__).resolve().parent.parent / "templates" / "notices" / "ballot_link"
MADE_AT = datetime(2025, 11, 17, 15, tzinfo=UTC)
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


def ways(number: int) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """The product's way and Typst alone, which give the same bytes."""
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
    return ours, alone


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--letters", type=int, default=500, help="letters in each run")
    asked.add_argument("--pairs", type=int, default=PAIRS)
    chosen = asked.parse_args()
    number = chosen.letters
    ours, alone = ways(number)
    ratio, our_rate, their_rate = in_turn(
        lambda: rate(ours, number), lambda: rate(alone, number), chosen.pairs
    )
    sizes = {size: size / rate(ways(size)[0], size) for size in (number // 4, number // 2, number)}
    alone_sizes = {size: size / rate(ways(size)[1], size) for size in (number // 4, number // 2, number)}
    report(
        f"Letters with codes ({number:,} letters a run, {chosen.pairs} pairs)",
        [
            (
                "one PDF, against Typst alone with the same pages",
                f"{ratio}   {number / our_rate:.2f} / {number / their_rate:.2f} s",
                "≥ 0.5 (within 2 times)",
                met(ratio.median, 0.5),
            ),
            ("growth of the time", growth(sizes), "1.0", ""),
            ("the same of Typst alone", growth(alone_sizes), "", ""),
        ],
    )


if __name__ == "__main__":
    main()
