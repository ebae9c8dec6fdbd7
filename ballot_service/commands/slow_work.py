"""A progress bar that shows itself only when work takes longer than two seconds, and only on a terminal."""

from __future__ import annotations

from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import Progress

PATIENCE = 2.0
"""Seconds before the bar appears."""


class SlowWork:
    """`begin` names a stretch of work; `advance` says how far it has come. Writes to standard error."""

    def __init__(self, name: str, console: Console | None = None, patience: float = PATIENCE) -> None:
        self._progress = Progress(console=console or Console(stderr=True), transient=True)
        self._task = self._progress.add_task(name, total=None)
        self._patience = patience
        self._began = monotonic()
        self.is_shown = False

    def __enter__(self) -> SlowWork:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_shown:
            self._progress.stop()

    def begin(self, name: str) -> None:
        self._progress.reset(self._task, description=name, total=None)
        self._show_when_slow()

    def advance(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)
        self._show_when_slow()

    def _show_when_slow(self) -> None:
        slow = monotonic() - self._began >= self._patience
        if slow and not self.is_shown and self._progress.console.is_terminal:
            self.is_shown = True
            self._progress.start()
