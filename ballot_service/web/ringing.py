"""Wakes the worker after messages were queued. Without a bell the next sweep finds them."""

from __future__ import annotations

from flask import current_app


def ring() -> None:
    """Rings the bell of this installation, if it has one."""
    bell = current_app.extensions.get("bell")
    if bell is not None:
        bell.ring()
