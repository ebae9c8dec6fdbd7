"""What people call the kinds of message, as the channel files say it: for pages, which do not know outreach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ballot_service.rules.words import Sentence, say
from outreach import Medium
from outreach.channels import media

NOWHERE = say("None")


def channel_name(channel: str) -> Sentence:
    """What a kind of message is called; a word of its own where nothing was sent, and for a file that is gone."""
    found = media().get(channel)
    if found is not None:
        return Sentence(found.called)
    return Sentence("{name}", {"name": channel}) if channel else NOWHERE


def channel_names() -> Mapping[str, Sentence]:
    """All of them, the preferred one first, and the word for none."""
    return {**{name: channel_name(name) for name in media()}, "": NOWHERE}


def preferred(channels: Collection[str]) -> list[Medium]:
    """These kinds of message, the preferred one first."""
    return [one for name, one in media().items() if name in channels]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A kind of message as the technician sees it: whether it can be sent, and what has to be known about it."""

    name: Sentence
    is_ready: bool
    advice: tuple[Sentence, ...]


def ways_to_send(ready: Collection[str]) -> list[Way]:
    """Every kind of message that goes out through a provider, the preferred one first."""
    return [
        Way(
            name=channel_name(name),
            is_ready=name in ready,
            advice=tuple(Sentence(text) for text in one.advice),
        )
        for name, one in media().items()
        if one.by_worker
    ]
