"""Changes every constant and every comparison in rules/ once and runs the tests that should notice.

    python tools/mutate_rules.py --only ballot_service/rules/counting --tests tests/rules/test_n_of_m.py …

A change that no test notices is printed: a test is missing there, or the place does not matter. Changes are made
in memory in a process of their own, so no file is touched; the tests stop at the first failure. The tests that
name the changed module run first, the others only if those notice nothing. Numbers grow by one, "<" becomes "<=",
"==" becomes "!=", "in" becomes "not in", "and" becomes "or", true becomes false; texts, docstrings and annotations
are left alone. The tests run without conftest.py, as rules need none. Ends with status 1 if a change survived.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from time import monotonic
from types import CodeType

import pytest
from hypothesis import settings
from rich.console import Console
from rich.progress import Progress

ROOT = Path(__file__).resolve().parents[1]
RULES = Path("ballot_service/rules")
SURVIVED = 0
PATIENCE = 5
"""How many times as long as without a change, and a minute: a change that makes a count go on for ever is noticed."""
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

COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}


@dataclass(frozen=True)
class Change:
    """One change: the how-manieth changeable place of a file it is, and how it reads."""

    file: Path
    number: int
    line: int
    said: str


def places(tree: ast.Module) -> Iterator[tuple[ast.expr, int]]:
    """Everything that can be changed, in a fixed order; the number tells the comparisons of one chain apart."""
    skipped = {id(part) for note in _annotations(tree) for part in ast.walk(note)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Compare):
            yield from ((node, number) for number in range(len(node.ops)))
        elif isinstance(node, ast.BoolOp) or (
            isinstance(node, ast.Constant) and isinstance(node.value, bool | int)
        ):
            yield node, 0


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns
        elif isinstance(node, ast.keyword) and node.arg in ("frozen", "slots", "kw_only"):
            # How a dataclass is made decides nothing about an election.
            yield node.value


def change(tree: ast.Module, number: int) -> tuple[int, str]:
    """Makes the change in place; gives its line and how it reads now."""
    node, part = list(places(tree))[number]
    if isinstance(node, ast.Compare):
        node.ops[part] = COMPARED[type(node.ops[part])]
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
    return node.lineno, ast.unparse(node)


def changes_of(file: Path) -> list[Change]:
    text = (ROOT / file).read_text(encoding="utf-8")
    found = []
    for number in range(len(list(places(ast.parse(text))))):
        line, said = change(ast.parse(text), number)
        found.append(Change(file, number, line, said))
    return found


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads one module with one change, from its source, leaving no compiled file behind."""

    number = 0

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # the import system's own signature
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        change(tree, self.number)
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, one: Change) -> None:
        self._one = one
        self._module = _module_of(one.file)

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:  # type: ignore[override]
        if fullname != self._module:
            return None
        place = ROOT / self._one.file
        loader = _Changed(fullname, str(place))
        loader.number = self._one.number
        return importlib.util.spec_from_file_location(fullname, place, loader=loader)


def nearest(file: Path, tests: Sequence[Path]) -> list[str]:
    """The test files that name the module; most changes are noticed there, in a tenth of the time."""
    module = _module_of(file)
    return [str(test) for test in tests if module in test.read_text(encoding="utf-8")]


def _module_of(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def run_tests(one: Change | None, tests: Sequence[str], seconds: int = 0) -> int:
    """In a process of its own, which has imported nothing of ours yet: pytest's exit status."""
    sys.dont_write_bytecode = True
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if one is not None:
        sys.meta_path.insert(0, _Finder(one))
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    return int(pytest.main([*OPTIONS, *tests]))


def _too_long(*_: object) -> None:
    raise TimeoutError("this change makes the count go on and on")


Run = tuple[Change, Sequence[str], int]


def _unnoticed(pool: Pool, runs: Sequence[Run]) -> Iterator[Change]:
    with Progress(console=Console(stderr=True)) as progress:
        ended = pool.imap(_one_run, runs, chunksize=1)
        for run, status in progress.track(zip(runs, ended, strict=True), total=len(runs)):
            if status == SURVIVED:
                yield run[0]


def _one_run(run: Run) -> int:
    return run_tests(*run)


def _test_files(place: Path) -> list[Path]:
    return sorted(place.rglob("test_*.py")) if place.is_dir() else [place]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=Path, default=RULES, help="a folder or a file in rules/")
    parser.add_argument("--tests", nargs="+", default=["tests/rules"], help="what pytest should run")
    parser.add_argument("--select", default="", help="which of these tests, as pytest -k takes it")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="how many each property looks at")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # The same examples every time, so that a change is noticed or not by the tests and never by chance.
    settings.register_profile(
        "mutations", deadline=None, derandomize=True, max_examples=options.examples, database=None
    )
    settings.load_profile("mutations")
    select = ["-k", options.select] if options.select else []
    tests = [*options.tests, *select]
    start = ROOT / options.only
    files = [start] if start.is_file() else sorted(start.rglob("*.py"))
    changes = [one for file in files for one in changes_of(file.relative_to(ROOT))]
    files_of_tests = [file for place in options.tests for file in _test_files(Path(place))]
    near = {file.relative_to(ROOT): nearest(file.relative_to(ROOT), files_of_tests) for file in files}
    # One process for each change: it is forked from this one, which has imported pytest but nothing of ours.
    with get_context("fork").Pool(options.processes, maxtasksperchild=1) as pool:
        began = monotonic()
        if pool.apply(run_tests, (None, tests)) != SURVIVED:
            print("The tests fail without any change.")
            return 2
        seconds = 60 + PATIENCE * round(monotonic() - began)
        first = [(one, [*near[one.file], *select], seconds) for one in changes if near[one.file]]
        unnoticed = [one for one in changes if not near[one.file]] + list(_unnoticed(pool, first))
        print(f"{len(changes) - len(unnoticed)} of {len(changes)} noticed by the nearest tests", flush=True)
        survivors = 0
        for one in _unnoticed(pool, [(one, tests, seconds) for one in unnoticed]):
            survivors += 1
            print(f"{one.file}:{one.line}: nobody noticed: {one.said}", flush=True)
    print(f"{len(changes)} changes, {survivors} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
