"""What a kind of message is: how it is called, whom it can reach, what it is made of, and what it counts as.

A channel file declares the kinds it carries. Everything else (pages, quotes, the notice ledger, lint) asks them, so
that a new channel is one new file. Several files may carry the same kind, as SMTP and SendGrid both carry e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reaches(StrEnum):
    """By which kind of address a message finds its reader."""

    EMAIL = "email"
    MOBILE = "mobile"
    """A phone that takes text messages."""
    PHONE = "phone"
    """Any phone, one on a wall too."""
    POST = "post"
    NOBODY = "nobody"
    """No address: it is published for everybody, or somebody puts it up."""


_THROUGH_A_PROVIDER = frozenset({Reaches.EMAIL, Reaches.MOBILE, Reaches.PHONE})


def say(text: str) -> str:
    """Marks an English text that people read, so that it is collected for translation; pages translate it."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One kind of message. `called` and `arrived` are English texts that pages translate."""

    name: str
    """The word in rows, in the names of text files (`<name>.txt`) and in contact points."""
    called: str
    reaches: Reaches
    counts_as: str = ""
    """The kind of notice that it is, in the closed list of the sender's own ledger; empty if it is none."""
    parts: tuple[str, ...] = (".txt",)
    """The files that a text needs; `.subject.txt` is one line, `.html` is never needed."""
    personal_links: bool = True
    """Whether it may carry a link that belongs to one person. A link that is read aloud is heard by a whole room."""
    rank: int = 50
    """In the order of preference when somebody gets one message only; the smallest comes first."""
    only_if_chosen: bool = False
    """Not used unless a person asks for it, because people have to agree to it first or because of its price."""
    longest: int = 0
    """Letters that the provider takes; 0 for no limit worth a word."""
    in_parts: bool = False
    """Charged by parts of a text message (`segments`)."""
    lines_only: bool = False
    """Each line fills one place of a text that the provider holds, so no line may be empty."""
    advice: tuple[str, ...] = ()
    """What whoever sets it up and whoever reads the texts has to know; English texts that pages translate."""
    arrived: str = ""
    """Said of a message that the provider reports as delivered."""

    @property
    def by_worker(self) -> bool:
        """Whether it goes out through a provider. The rest is printed or published by an act of its own."""
        return self.reaches in _THROUGH_A_PROVIDER


EMAIL = Medium(
    name="email",
    called=say("E-mail"),
    reaches=Reaches.EMAIL,
    counts_as="email",
    parts=(".subject.txt", ".txt"),
    rank=10,
    arrived=say("Delivered to the mailbox."),
)
"""Carried by two files as equals, so it stands here."""
