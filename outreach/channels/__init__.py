"""The registry of channels: one file is one channel, and this folder is the list.

A new file in this folder is found by its name. It says itself which kinds of message it carries, how they are called,
what they count as and what it needs; nothing else has to be edited.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import cast

from outreach.errors import BrokenChannel, UnknownChannel
from outreach.media import Medium, Reaches
from outreach.sending import Channel, Means, Sender

PARTS = ("NAME", "CARRIES", "VARIABLES", "Settings", "settings_of", "faults", "open_sender")
"""What a file must offer."""


def names() -> tuple[str, ...]:
    """All channel files, in alphabetical order. The folders are looked through once: every message asks for them."""
    return _names(tuple(__path__))


@cache
def _names(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folders)))


def find(name: str) -> Channel:
    """The channel file of this name. Raises UnknownChannel or BrokenChannel."""
    if name not in names():
        raise UnknownChannel(f"There is no channel called {name}. Known are: {', '.join(names())}.")
    module = import_module(f"{__name__}.{name}")
    lacking = [part for part in PARTS if not hasattr(module, part)]
    if lacking or name != module.NAME:
        raise BrokenChannel(f"The channel {name} lacks: {', '.join(lacking) or 'its own name'}.")
    return cast(Channel, module)


def every() -> tuple[Channel, ...]:
    """All channel files, read. Raises BrokenChannel."""
    return tuple(find(name) for name in names())


def media() -> Mapping[str, Medium]:
    """Every kind of message that some file carries, by its name, the preferred one first. Raises BrokenChannel."""
    return _media(names())


@cache
def _media(files: tuple[str, ...]) -> Mapping[str, Medium]:
    found: dict[str, Medium] = {}
    for name in files:
        for medium in find(name).CARRIES:
            if found.setdefault(medium.name, medium) != medium:
                raise BrokenChannel(
                    f"The channel {name} describes {medium.name} in another way than another file."
                )
    return MappingProxyType(
        {one.name: one for one in sorted(found.values(), key=lambda one: (one.rank, one.name))}
    )


def ringing() -> frozenset[str]:
    """The kinds of message that make a phone ring, and so keep quiet hours."""
    return frozenset(name for name, one in media().items() if one.reaches in (Reaches.MOBILE, Reaches.PHONE))


def forget(name: str) -> None:
    """Forgets a file that was read, so that a changed one is read anew: for tests that bring a file of their own."""
    sys.modules.pop(f"{__name__}.{name}", None)
    globals().pop(name, None)
    _media.cache_clear()


def variables() -> frozenset[str]:
    """The names of everything that channel files want to be given from outside."""
    return frozenset(name for channel in every() for name in channel.VARIABLES)


def faults(given: Mapping[str, str], accounts: Collection[str]) -> list[str]:
    """A sentence for everything that is half set, channel by channel; `accounts` names those that are set up."""
    return [sentence for channel in every() for sentence in channel.faults(given, accounts)]


def set_up(means: Means) -> Mapping[str, Channel]:
    """Which file carries each kind of message with these means; kinds that nothing carries are left out."""
    found = {
        one.name: channel for channel in every() if channel.settings_of(means) for one in channel.CARRIES
    }
    return {name: found[name] for name in media() if name in found}


def open_senders(means: Means) -> dict[str, Sender]:
    """A sender for each kind of message that can be sent with these means. Connects when something is sent."""
    opened: dict[str, Sender] = {}
    for name, channel in set_up(means).items():
        known = next((sender for sender in opened.values() if sender.name == channel.NAME), None)
        opened[name] = known or channel.open_sender(channel.settings_of(means))
    return opened


def says() -> Mapping[str, tuple[str, str]]:
    """What happened and what to do for each short code that a channel file has words of its own for."""
    return {code: said for channel in every() for code, said in getattr(channel, "SAYS", {}).items()}
