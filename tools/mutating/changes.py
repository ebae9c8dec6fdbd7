"""What can be changed in a module, and how it is loaded with one change."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]

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


NEVER_MATTERS = ("frozen", "slots", "kw_only", "maxsize")
"""Keywords that say how a dataclass or a cache is made: they decide nothing about an election."""


@dataclass(frozen=True)
class Change:
    """One change: the how-manieth changeable place of a file it is, and how what stands around it reads now."""

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
        elif isinstance(node, ast.keyword) and node.arg in NEVER_MATTERS:
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
    return node.lineno, _said(tree, node)


def _said(tree: ast.Module, node: ast.expr) -> str:
    """How it reads now, with as much around it as a bare number or truth needs to be found again."""
    around = {part: whole for whole in ast.walk(tree) for part in ast.iter_child_nodes(whole)}
    said: ast.AST = node
    inner = said
    while isinstance(said, ast.Constant | ast.UnaryOp):
        said, inner = around[said], said
    if isinstance(said, ast.Dict) and inner in said.values:
        key = said.keys[said.values.index(inner)]
        return f"{ast.unparse(key) if key else '**'}: {ast.unparse(inner)}"
    if isinstance(said, ast.Tuple) and isinstance(around[said], ast.Assign | ast.keyword):
        said = around[said]
    if isinstance(said, ast.keyword):
        call = around[said]
        return f"{ast.unparse(call.func) if isinstance(call, ast.Call) else ''}({ast.unparse(said)})"
    return ast.unparse(said).partition("\n")[0]


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
        self._module = module_of(one.file)

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:  # type: ignore[override]
        if fullname != self._module:
            return None
        place = ROOT / self._one.file
        loader = _Changed(fullname, str(place))
        loader.number = self._one.number
        return importlib.util.spec_from_file_location(fullname, place, loader=loader)


def module_of(file: Path) -> str:
    """The dotted name of a file given from the root."""
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def load_changed(one: Change) -> None:
    """From now on this process imports the module with the change."""
    sys.meta_path.insert(0, _Finder(one))
