"""`ballots tally` on files: every format, what real programs write, and a sentence for what cannot be read."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot_service.cli import main
from ballot_service.sealing.nist import write_nist_report
from ballot_service.sealing.records import CastVoteRecord, Marks, write_records
from ballot_service.tallying.contest import UnreadableFile
from ballot_service.tallying.reading import read_ballot_file
from tests.rules.ranked_cases import cases
from tests.sealing.a_story import a_manifest, service_key

DOCUMENT = (Path(__file__).parents[2] / "docs" / "tally.md").read_text(encoding="utf-8")
NAMES = '"Ana"\n"Ben"\n"Chi"\n"Dee"\n"Board"\n'
BLT = f"4 2\n3 1 2 0\n2 2 1 0\n1 3 0\n0\n{NAMES}"


def tally(place: Path, content: str | bytes, *options: str) -> Result:
    file = place / "ballots"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return CliRunner().invoke(main, ["tally", str(file), *options])


def counted(place: Path, content: str | bytes, *options: str) -> dict[str, Any]:
    result = tally(place, content, "--format", "json", *options)
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def test_the_example_in_the_document_gives_the_json_in_the_document(tmp_path: Path) -> None:
    blt, said = (re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)[0] for kind in ("blt", "json"))
    result = counted(tmp_path, blt, "--method", "scottish-stv")
    assert result == json.loads(said)
    assert list(result) == list(json.loads(said))


def as_blt(case: dict[str, Any]) -> str:
    def rank(mark: Any) -> str:
        if mark is None:
            return "-"
        return str(mark + 1) if isinstance(mark, int) else "=".join(str(one + 1) for one in mark)

    ballots = [f"{number} {' '.join(rank(one) for one in marks)} 0" for number, marks in case["ballots"]]
    names = [f'"{name}"' for name in (*case["candidates"], case["id"])]
    return "\n".join([f"{len(case['candidates'])} {case['seats']}", *ballots, "0", *names, ""])


@pytest.mark.parametrize("case", cases("scottish-stv")[:3], ids=lambda case: str(case["id"]))
def test_a_scottish_ward_as_blt_gives_the_declared_winners(tmp_path: Path, case: dict[str, Any]) -> None:
    result = counted(tmp_path, as_blt(case), "--method", "scottish-stv")
    assert {case["candidates"].index(one) for one in result["elected"]} == set(case["expected_winners"])
    assert result["valid"] == case["valid"]
    for mine, published in zip(result["rounds"], case.get("expected_rounds", []), strict=False):
        assert [float(one) for one in mine["votes"].values()] == [float(one) for one in published["tally"]]


def test_an_instant_runoff_as_blt_gives_the_published_winner(tmp_path: Path) -> None:
    case = next(one for one in cases("irv") if "alaska" in one["id"])
    options = ("--method", "irv", "--eliminate", "batch", "--out-first", "undeclared write-ins")
    result = counted(tmp_path, as_blt(case), *options)
    assert [case["candidates"].index(one) for one in result["elected"]] == case["expected_winners"]
    assert len(result["rounds"]) == len(case["expected_rounds"])
    last = case["expected_rounds"][-1]
    assert result["rounds"][-1]["exhausted"] == str(sum(map(int, last["inactiveBallots"].values())))


@pytest.mark.parametrize("case", [cases("n-of-m")[0], cases("approval")[1]], ids=lambda case: str(case["id"]))
def test_marks_as_blt_give_the_official_winners(tmp_path: Path, case: dict[str, Any]) -> None:
    result = counted(tmp_path, as_blt(case), "--method", case["method"])
    (winners,) = case.get("expected_winner_sets") or [case["expected_winners"]]
    assert {case["candidates"].index(one) for one in result["elected"]} == set(winners)


@pytest.mark.parametrize(
    "content",
    [
        BLT.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + BLT.encode(),
        BLT.encode("utf-16"),
        "# by hand\n\n" + BLT.replace("4 2\n", "4 2  # four for two\n").replace("2 2 1 0", " 2  2\t1 0 // x"),
        BLT.replace("3 1 2 0", "(no. 1) 3 1 2 0"),
        BLT.replace("3 1 2 0\n2 2 1 0", "3 1 2 0 2 2 1 0"),
        BLT.replace('"Ana"\n"Ben"', '"Ana" "Ben"').replace('"Chi"', "Chi"),
        BLT.replace('"Board"\n', ""),
        BLT.replace('"Board"\n', '"Board"\n"made by a program"\n'),
    ],
    ids=[
        "crlf",
        "mark",
        "utf-16",
        "comments",
        "ballot id",
        "two on a line",
        "names",
        "no title",
        "more texts",
    ],
)
def test_what_programs_write_differently_reads_the_same(tmp_path: Path, content: str | bytes) -> None:
    result = counted(tmp_path, content, "--method", "scottish-stv")
    assert result["candidates"] == ["Ana", "Ben", "Chi", "Dee"]
    assert result["rounds"][0]["votes"] == {"Ana": "3", "Ben": "2", "Chi": "1", "Dee": "0"}


def test_names_are_cleaned_and_namesakes_told_apart(tmp_path: Path) -> None:
    text = '5 1\n2 1 0\n1 2 0\n0\n"Jo  Lee\t"\n"Jo Lee"\n"Rob "Bob" Roe"  # x\n""\n"Zo\x1b[31me"\n'
    names = counted(tmp_path, text)["candidates"]
    assert names == [
        "Jo Lee (candidate 1)",
        "Jo Lee (candidate 2)",
        'Rob "Bob" Roe',
        "(candidate 4)",
        "Zo [31me",
    ]
    old = '2 1\n2 1 0\n0\n"Jos\xe9"\n"Bo"\n'.encode("cp1252")
    assert counted(tmp_path, old)["elected"] == ["José"]


def test_those_who_withdrew_pass_their_papers_on(tmp_path: Path) -> None:
    text = f"4 1\n-1 -4\n3 1 2 0\n2 3 0\n0\n{NAMES}"
    assert counted(tmp_path, text, "--method", "irv")["elected"] == ["Ben"]
    assert counted(tmp_path, text, "--method", "approval")["elected"] == ["Ben"]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("4\n", 1, "two numbers"),
        ("4 2 1\n", 1, "two numbers"),
        ("0 2\n", 1, "candidates must be from 1"),
        ("99999 2\n", 1, "candidates must be from 1"),
        (BLT.replace("2 2 1 0", "2 2 1"), 3, "does not end with 0"),
        (BLT.replace("2 2 1 0", "2 2 9 0"), 3, "names candidate 9, but there are 4"),
        (BLT.replace("2 2 1 0", "2 2 x 0"), 3, 'a whole number of at most 12 digits, not "x"'),
        (BLT.replace("2 2 1 0", "1.5 2 1 0"), 3, "how often a ballot was cast must be a whole number"),
        (BLT.replace("2 2 1 0", "2 " + "9" * 13 + " 0"), 3, "at most 12 digits"),
        (BLT.replace("\n0\n", "\n"), 5, "no line with 0 has ended the ballots"),
        ("4 2\n3 1 2 0\n", 2, "the file ends, but no line with 0"),
        (BLT.replace('"Dee"\n"Board"\n', ""), 8, "after 3 names, but there are 4 candidates"),
        (BLT.replace('"Dee"', '"Dee'), 9, "the quotation mark at the end"),
        (BLT.replace('"Dee"', '"Dee" D'), 9, "something stands after the name"),
        ("\nhello", 2, "none of the formats"),
        (b"\x00\x01", 1, "it is not text"),
        (b"4 2\n\x00", 2, "it is not text"),
        (b"\xff\xfe\x00", 1, "it is not text"),
        ("{", 1, "not proper JSON"),
        ('{\n"CVR": [\n}', 3, "not proper JSON"),
        ("[" * 100_000, 1, "not JSON that can be read"),
        ("[1]", 1, "there is no CVR in it"),
        ('{"CVR": [], "Election": 3}', 1, "Election is not a list"),
        ('{"CVR": [], "Election": [{"Contest": [{}]}]}', 1, "@id is missing"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_line_and_reason(
    tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    result = tally(tmp_path, content, "--method", "scottish-stv")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert f"Line {line}: " in result.output
    assert reason in result.output


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_file_however_broken_ends_in_anything_but_a_reason(data: st.DataObject) -> None:
    report = json.dumps(ranked_report([mark("s0", 1)], [mark("s1", 2)]))
    text = data.draw(st.sampled_from([BLT, report, write_records(MANIFEST, records()).decode()]))
    at = data.draw(st.integers(0, len(text)))
    instead = data.draw(
        st.one_of(st.text(max_size=4), st.sampled_from(["0", "[", '"', "\n", "{}", "null", "-1"]))
    )
    broken = text[:at] + instead + text[at + data.draw(st.integers(0, 12)) :]
    for partial in (False, True):
        with suppress(UnreadableFile):
            content = broken.encode("utf-8", "replace")
            read = read_ballot_file(content, lambda done, total: None, partial=partial)
            assert all(min(one.ballots.values(), default=0) >= 0 for one in read.contests)


def test_partial_counts_the_rest_and_says_what_was_left_out(tmp_path: Path) -> None:
    text = BLT.replace("1 3 0", "1 9 0\n2 x 0\n1 3 0").replace("\n0\n", "\n")
    result = tally(tmp_path, text, "--partial", "--format", "json")
    assert json.loads(result.stdout)["ballots"] == 6
    assert "Left out: 3 of 5 lines with ballots." in result.stderr
    assert "Line 4: it names candidate 9, but there are 4" in result.stderr
    many = BLT.replace("1 3 0", "\n".join(["1 9 0"] * 8))
    assert "And 3 more; 1 different reasons in all." in tally(tmp_path, many, "--partial").stderr


def test_wishes_that_do_not_fit_the_file_are_refused(tmp_path: Path) -> None:
    tied = f"4 1\n2 1 0\n2 2 0\n0\n{NAMES}"
    assert counted(tmp_path, tied)["tied"] == ["Ana", "Ben"]
    assert counted(tmp_path, tied, "--lot", "ben,Ana")["elected"] == ["Ben"]
    for options, reason in (
        (("--lot", "Ben,Zoe"), 'The lot names "Zoe", who is not a candidate.'),
        (("--lot", "Ben"), "the lot must name each tied candidate once"),
        (("--method", "irv", "--lot", "Ben,Ben"), "the lot must name candidates, each once"),
        (("--method", "irv", "--seats", "2"), "instant runoff elects one"),
        (("--contest", "Parents"), "The file holds: Board."),
        (("--method", "irv", "--skipped", "x"), "a whole number, or any"),
        (("--method", "irv", "--out-first", "Zoe"), "who is not a candidate"),
    ):
        refused = tally(tmp_path, tied, *options)
        assert (refused.exit_code, reason in refused.output) == (2, True), refused.output


def test_a_lot_may_name_people_whose_names_hold_commas(tmp_path: Path) -> None:
    text = '3 1\n2 1 0\n2 2 0\n0\n"Lee, Jo"\n"Roe, Ann, Dr"\n"Ann"\n'
    assert counted(tmp_path, text, "--lot", "Roe, Ann, Dr,Lee, Jo")["elected"] == ["Roe, Ann, Dr"]


def test_fractions_are_exact_or_cut_off_where_declared(tmp_path: Path) -> None:
    text = f"4 2\n7 1 2 0\n2 2 0\n2 3 0\n0\n{NAMES}"
    votes = {
        options: counted(tmp_path, text, "--method", "wigm-stv", *options)["rounds"][1]["votes"]["Ben"]
        for options in ((), ("--exact",), ("--decimals", "3"))
    }
    assert votes == {(): "4.999999999997", ("--exact",): "5", ("--decimals", "3"): "4.996"}


def test_the_table_shows_rounds_with_bars_and_what_it_came_to(tmp_path: Path) -> None:
    shown = tally(tmp_path, BLT, "--method", "scottish-stv", "--seats", "1").output
    assert "Round 1" in shown
    assert "█" in shown
    assert re.search(r"Chi +1 +█+ +out", shown)
    assert "Elected: Ana" in shown
    assert "every rank counts as a mark" in tally(tmp_path, BLT).stderr
    tied = f"4 1\n2 1 0\n2 2 0\n0\n{NAMES}"
    assert "Tied: Ana; Ben. Draw a lot" in tally(tmp_path, tied).output
    assert re.search(r"Ben +2 +█+ +elected by lot", tally(tmp_path, tied, "--lot", "Ben,Ana").output)


MANIFEST = a_manifest(service_key())
PARENTS = next(one for one in MANIFEST.contests if one.id == "parents")


def records() -> list[CastVoteRecord]:
    ids = [one.id for one in PARENTS.candidates]
    allowed = PARENTS.votes_allowed
    kinds = [ids[:allowed], ids[:1], ids[: allowed + 1], [], ids[1:2], ids[:1]]
    return [
        CastVoteRecord(
            id=f"0000000{number}-0000-4000-8000-000000000000",
            marks=Marks(
                contest=PARENTS.id,
                selections=tuple(marks),
                votes=0 if len(marks) > allowed else len(marks),
                overvotes=allowed if len(marks) > allowed else 0,
                undervotes=max(0, allowed - len(marks)),
            ),
        )
        for number, marks in enumerate(kinds)
    ]


def test_our_own_records_count_the_same_from_csv_and_from_json(tmp_path: Path) -> None:
    as_csv = write_records(MANIFEST, records())
    report = write_nist_report(MANIFEST, records(), datetime(2025, 12, 6, tzinfo=UTC))
    by_csv = counted(tmp_path, as_csv)
    by_json = counted(tmp_path, report, "--contest", PARENTS.title.upper())
    names = [one.name for one in PARENTS.candidates]
    assert (by_json["ballots"], by_json["valid"], by_json["blank"]) == (6, 4, 1)
    assert by_json["rounds"][0]["votes"][names[0]] == "3"
    assert by_json["overvotes"] == PARENTS.votes_allowed
    for key in ("ballots", "valid", "blank", "overvotes", "undervotes", "seats"):
        assert by_csv[key] == by_json[key], key
    marked = {name: votes for name, votes in by_json["rounds"][0]["votes"].items() if votes != "0"}
    assert marked.items() <= by_csv["rounds"][0]["votes"].items()
    several = tally(tmp_path, report)
    assert (several.exit_code, "Say which contest to count" in several.output) == (2, True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((",4,0,0\n", ",4,0,1\n"), "are 4 together, not 5"),
        ((",4,0,0\n", ",x,0,0\n"), '"x" is not a whole number'),
        ((",4,0,0\n", ",4,0\n"), "it has 7 cells, not 8"),
        ((",1,0,3\n", ",2,0,2\n"), "it marks 1 and states 2 votes and 0 overvotes"),
        (("00000001-", "00000000-"), "stands here a second time"),
        ((",4,0,0\n", ',"4,0,0\n'), "not proper CSV"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    text = write_records(MANIFEST, records()).decode().replace(*change, 1)
    refused = tally(tmp_path, text)
    assert refused.exit_code == 2
    assert re.search(rf"Line \d: .*{re.escape(reason)}", refused.output), refused.output


def ranked_report(*ballots: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Election": [
            {
                "Candidate": [{"@id": f"c{n}", "Name": name} for n, name in enumerate(("Ana", "Ben"))],
                "Contest": [
                    {
                        "@id": "mayor",
                        "Name": "Mayor",
                        "ContestSelection": [
                            {"@id": "s0", "CandidateIds": ["c0"]},
                            {"@id": "s1", "CandidateIds": ["c1"]},
                            {"@id": "s2", "IsWriteIn": True},
                        ],
                    }
                ],
            }
        ],
        "CVR": [
            {
                "CurrentSnapshotId": "now",
                "CVRSnapshot": [
                    {"@id": "before", "CVRContest": [{"ContestId": "lost"}]},
                    {"@id": "now", "CVRContest": [{"ContestId": "mayor", "CVRContestSelection": marks}]},
                ],
            }
            for marks in ballots
        ],
    }  # fmt: skip


def mark(selection: str, *ranks: int, indicated: str = "yes") -> dict[str, Any]:
    positions = [{"HasIndication": indicated, "Rank": rank} for rank in ranks]
    return {"ContestSelectionId": selection, "SelectionPosition": positions}


def test_another_makers_ranked_records_are_read_with_skipped_and_overvoted_ranks(tmp_path: Path) -> None:
    report = ranked_report(
        [mark("s0", 1), mark("s1", 2), mark("s2", 3, indicated="no")],
        [mark("s1", 2)],
        [mark("s0", 1), mark("s2", 1)],
        [{"ContestSelectionId": "s1", "Rank": 1}],
        [],
    )
    result = counted(tmp_path, json.dumps(report), "--method", "irv")
    assert result["candidates"] == ["Ana", "Ben", "Write-in"]
    assert result["rounds"][0]["votes"] == {"Ana": "1", "Ben": "2", "Write-in": "0"}
    assert (result["overvotes"], result["blank"], result["elected"]) == (1, 1, ["Ben"])
    no_seats = tally(tmp_path, json.dumps(report), "--method", "scottish-stv")
    assert (no_seats.exit_code, "Add --seats." in no_seats.output) == (2, True)


def test_a_bad_record_is_refused_with_the_line_it_begins_on(tmp_path: Path) -> None:
    report = ranked_report([mark("s0", 1)], [mark("s9", 1)], [mark("s0", 0), mark("s1", 1)])
    text = json.dumps(report, indent=1)
    begins = [n for n, line in enumerate(text.splitlines(), start=1) if line == "  {"]
    refused = tally(tmp_path, text, "--method", "irv")
    assert refused.exit_code == 2
    assert f'Line {begins[-2]}: record 2: "s9" is not a choice in "Mayor".' in refused.output
    rest = tally(tmp_path, text, "--method", "irv", "--partial", "--format", "json")
    assert json.loads(rest.stdout)["ballots"] == 1
    assert "Left out: 2 of 3 lines" in rest.stderr
    assert "have a rank and some have none" in rest.stderr
