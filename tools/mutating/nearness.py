"""Which tests could notice that a module changed: those that import it, at once or through others."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from mutating.changes import ROOT, module_of

OURS = ("ballot_service", "outreach", "tests")


def near(file: Path, tests: Sequence[Path]) -> list[str]:
    """The test files that import the module, those of its name and those of least else first."""
    return [
        str(test)
        for test in sorted(tests, key=lambda test: (file.stem not in test.stem, len(_imported(test))))
        if _steps(test).get(module_of(file)) == 1
    ]


def far(file: Path, tests: Sequence[Path]) -> list[str]:
    """The other test files that come to the module through what they import, those with the fewest steps first."""
    module = module_of(file)
    steps = {test: _steps(test).get(module, 0) for test in tests}
    return [
        str(test)
        for test in sorted(tests, key=lambda test: (steps[test], len(_imported(test))))
        if steps[test] > 1
    ]


@cache
def _imported(file: Path) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in _names(node) if name.startswith(OURS))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        # "from package import module" names the module in its second half.
        yield from (f"{node.module}.{name.name}" for name in node.names)


@cache
def _steps(file: Path) -> dict[str, int]:
    """Every module that is loaded when this file is, and through how many others it comes."""
    steps: dict[str, int] = {}
    waiting = deque((module, 1) for module in _imported(file))
    while waiting:
        module, step = waiting.popleft()
        if module not in steps and (source := _source(module)):
            steps[module] = step
            package = module.rpartition(".")[0]
            waiting += [(name, step + 1) for name in (*_imported(source), *([package] if package else []))]
    return steps


@cache
def _source(module: str) -> Path | None:
    place = Path(*module.split("."))
    return next(
        (file for file in (place.with_suffix(".py"), place / "__init__.py") if (ROOT / file).is_file()), None
    )
