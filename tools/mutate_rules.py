"""Changes every constant and every comparison in rules/ once and runs the tests that should notice.

    python tools/mutate_rules.py --only ballot_service/rules/counting --tests tests/rules/test_n_of_m.py …

A change that no test notices is printed: a test is missing there, or the place does not matter. Changes are made
in memory in a process of their own, so no file is touched; the tests stop at the first failure. The tests that
import the changed module run first, those that come to it through others only if the first notice nothing. Numbers
grow by one, "<" becomes "<=", "==" becomes "!=", "in" becomes "not in", "and" becomes "or", true becomes false;
texts, docstrings, annotations and how a dataclass or a cache is made are left alone. The tests run without
conftest.py, as rules need none. A survivor that no test can notice has its reason in mutating/reasons.py, which is
printed with it. Ends with status 1 if a change survived without a reason, or if a reason is not needed any more.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import Phase, settings
from mutating.changes import ROOT, Change, changes_of, load_changed
from mutating.nearness import far, near
from mutating.reasons import reason_for, unneeded
from rich.console import Console
from rich.progress import Progress

RULES = Path("ballot_service/rules")
SURVIVED = 0
NONE_SELECTED = int(pytest.ExitCode.NO_TESTS_COLLECTED)
PATIENCE = 20
"""Seconds of processor time for one file of tests, beside half of what all take without a change: then a count goes on
for ever, and that is noticed."""
EXAMPLES = 40
OPTIONS = (
    "-x",
    "-q",
    "--noconftest",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)

Run = tuple[Change, Sequence[str], Sequence[str], int]


def run_tests(one: Change | None, tests: Sequence[str], select: Sequence[str], seconds: int = 0) -> int:
    """In a process of its own, which has imported nothing of ours yet: pytest's exit status, the first that is bad."""
    # Tests stay compiled between changes; a changed module is compiled from memory and never written.
    sys.dont_write_bytecode = False
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if one is not None:
        load_changed(one)
    signal.signal(signal.SIGPROF, _too_long)
    # One file after the other: most changes are noticed in the first, before the next one is even loaded.
    each = (_one_file([*OPTIONS, *select, test], seconds) for test in tests)
    return next((status for status in each if status not in (SURVIVED, NONE_SELECTED)), SURVIVED)


def _one_file(asked: list[str], seconds: int) -> int:
    # The processor's time and not the clock's: a busy machine must not look like a count without an end.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    return int(pytest.main(asked))


def _too_long(*_: object) -> None:
    # Whatever else is raised, a property test would catch, and go on with the next example.
    raise KeyboardInterrupt("this change makes the count go on and on")


def _unnoticed(pool: Pool, runs: Sequence[Run]) -> Iterator[Change]:
    with Progress(console=Console(stderr=True)) as progress:
        ended = pool.imap(_one_run, runs, chunksize=1)
        for run, status in progress.track(zip(runs, ended, strict=True), total=len(runs)):
            if status == SURVIVED:
                yield run[0]


def _one_run(run: Run) -> int:
    return run_tests(*run)


def _files(place: Path, named: str) -> list[Path]:
    return sorted(place.rglob(named)) if place.is_dir() else [place]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=Path, nargs="+", default=[RULES], help="folders or files in rules/")
    parser.add_argument("--tests", nargs="+", default=["tests/rules"], help="what pytest should run")
    parser.add_argument("--select", default="", help="which of these tests, as pytest -k takes it")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="how many each property looks at")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Rules need no plugin, and each process would load them all again.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The same examples every time, so that a change is noticed or not by the tests and never by chance.
    settings.register_profile(
        "mutations",
        deadline=None,
        derandomize=True,
        max_examples=options.examples,
        database=None,
        # That a test fails is all that counts here: no search for the smallest example.
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
    )
    settings.load_profile("mutations")
    select = ["-k", options.select] if options.select else []
    files = [file for place in options.only for file in _files(place, "*.py")]
    changes = [one for file in files for one in changes_of(file)]
    files_of_tests = [file for place in options.tests for file in _files(Path(place), "test_*.py")]
    # One process for each change: it is forked from this one, which has imported pytest but nothing of ours.
    with get_context("fork").Pool(options.processes, maxtasksperchild=1) as pool:
        began = monotonic()
        if pool.apply(run_tests, (None, options.tests, select)) != SURVIVED:
            print("The tests fail without any change.")
            return 2
        seconds = PATIENCE + round((monotonic() - began) / 2)
        runs = [(one, near(one.file, files_of_tests), select, seconds) for one in changes]
        unnoticed = list(_unnoticed(pool, runs))
        print(f"{len(changes) - len(unnoticed)} of {len(changes)} noticed by the nearest tests", flush=True)
        runs = [(one, far(one.file, files_of_tests), select, seconds) for one in unnoticed]
        survivors = []
        for one in _unnoticed(pool, runs):
            survivors.append(one)
            why = f"survives because {reason}" if (reason := reason_for(one)) else "nobody noticed"
            print(f"{one.file}:{one.line}: {one.said}: {why}", flush=True)
    return _status(changes, survivors)


def _status(changes: Sequence[Change], survivors: Sequence[Change]) -> int:
    missing = [one for one in survivors if reason_for(one) is None]
    left_over = unneeded(changes, survivors)
    for reason in left_over:
        print(f"reason not needed: {reason}")
    print(f"{len(changes)} changes, {len(survivors)} survived, {len(missing)} of them without a reason")
    return 1 if missing or left_over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
