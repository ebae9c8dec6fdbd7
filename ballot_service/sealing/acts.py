"""The acts whose trail entries a bundle is checked against, and what each of them must state.

A trail entry's document has `act` and `details`; the functions here give the details, so that what is
written and what is checked cannot drift apart. Each is written in the order of an election's end: freeze,
open, (lot), certify. Paper comes before the freeze: envelopes opened, batches agreed on. A recount or a correction
comes after the count, and is certified anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ballot_service.sealing.canonical import fingerprint_of_bytes

FREEZE_DISPOSITIONS = "freeze_dispositions"
OPEN_BALLOTS = "open_ballots"
CONFIRM_LOT = "confirm_lot"
CERTIFY_RESULT = "certify_result"
OPEN_PAPER = "open_paper"
ENTER_BATCH = "enter_batch"
AGREE_BATCH = "agree_batch"
WRITE_DIFFERENCE = "write_difference"
CONFIRM_REASON = "confirm_reason"
ENTER_AGAIN = "enter_recount_batch"
AGREE_AGAIN = "agree_recount_batch"
CONFIRM_STANDS = "confirm_recount_reason"
END_RECOUNT = "end_recount"
WITHDRAW_LOT = "withdraw_lot"
WRITE_CORRECTION = "write_result_correction"
CONFIRM_CORRECTION = "confirm_result_correction"
CALL_RUNOFF = "call_runoff"
PAPER_LINE = "paper"
"""The line of the canvass that holds envelopes opened against sheets found."""
PRINT_CARDS = "print_cards"
SPOIL_CARD = "spoil_card"
COUNT_CARDS = "count_cards"
SIGN_IN = "sign_in_at_table"
TAKE_CARD_BACK = "take_card_back"
CARD_STOCK_LINE, CARD_USE_LINE = "cards", "cards-used"
"""The lines of the canvass that hold cards printed against cards known, and people who drew one against ballots."""


def freezing_details(dispositions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For `freeze_dispositions`: (envelope hash, disposition) of every envelope in the order of the log."""
    lines = "".join(f"{envelope} {disposition}\n" for envelope, disposition in dispositions)
    return {"dispositions": fingerprint_of_bytes(lines.encode())}


def opening_details(
    cast_vote_records_csv: bytes, unreadable: Iterable[str] = (), card_ballots: int | None = None
) -> dict[str, object]:
    """For `open_ballots`: the SHA-256 of the cast vote records, written by `records.write_records`.

    `unreadable` are the hashes of envelopes that were accepted before this opening but could not be opened or
    read; only these may have another disposition afterwards than when the dispositions were frozen. `card_ballots`
    is how many of all ballots counted so far were cast with a code card, where there are cards.
    """
    details: dict[str, object] = {
        "cast_vote_records": fingerprint_of_bytes(cast_vote_records_csv),
        "unreadable": sorted(unreadable),
    }
    return details if card_ballots is None else {**details, "card_ballots": card_ballots}


def lot_details(contest_id: str, drawn: Sequence[str]) -> dict[str, object]:
    """For `confirm_lot`: the candidates in the order in which they were drawn."""
    return {"contest": contest_id, "drawn": list(drawn)}


def certifying_details(result_fingerprint: str, replaces: str = "") -> dict[str, str]:
    """For `certify_result`: the fingerprint of the result document, and of the record of the certificate that this one
    replaces, if there is one."""
    return {"result": result_fingerprint} | ({"replaces": replaces} if replaces else {})


def withdrawing_details(contest_id: str) -> dict[str, object]:
    """For `withdraw_lot`: the contest whose lot decides nothing any more."""
    return {"contest": contest_id}


def runoff_details(
    contest_id: str, tied: Sequence[str], seats: int, election_id: str, opens_at: str, closes_at: str
) -> dict[str, object]:
    """For `call_runoff`, on the trail of the first election: whose tie the other one decides, for how many seats, and
    when it was to be held when it was called."""
    return {
        "contest": contest_id,
        "tied": sorted(tied),
        "seats": seats,
        "election": election_id,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }


def recount_details(
    cast_vote_records_csv: bytes, batches: Sequence[int], changed: Sequence[int], comparison: bytes
) -> dict[str, object]:
    """For `end_recount`: the records as they stand now, the batches counted again, those whose second count stands, and
    the SHA-256 of the comparison as it is published."""
    return {
        "cast_vote_records": fingerprint_of_bytes(cast_vote_records_csv),
        "batches": sorted(batches),
        "changed": sorted(changed),
        "comparison": fingerprint_of_bytes(comparison),
    }


def paper_details(envelopes: int) -> dict[str, object]:
    """For `open_paper`: how many accepted envelopes were opened together."""
    return {"envelopes": envelopes}


def batch_details(number: int, sealed: Iterable[str], set_aside: int) -> dict[str, object]:
    """For `agree_batch`: the batch's number, the hashes of its sheets as sealed envelopes, and how many sheets were
    set aside."""
    return {"number": number, "sheets": sorted(sealed), "set_aside": set_aside}
