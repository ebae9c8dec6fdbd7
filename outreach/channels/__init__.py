"""The registry of channels: one file is one channel, and this folder is the list."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import cast

from outreach.errors import BrokenChannel, UnknownChannel
from outreach.sending import Channel


def names() -> tuple[str, ...]:
    """All channel files, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def find(name: str) -> Channel:
    """The channel file of this name. Raises UnknownChannel or BrokenChannel."""
    if name not in names():
        raise UnknownChannel(f"There is no channel called {name}. Known are: {', '.join(names())}.")
    module = import_module(f"{__name__}.{name}")
    lacking = [part for part in ("NAME", "CARRIES", "Settings", "open_sender") if not hasattr(module, part)]
    if lacking or name != module.NAME:
        raise BrokenChannel(f"The channel {name} lacks: {', '.join(lacking) or 'its own name'}.")
    return cast(Channel, module)
