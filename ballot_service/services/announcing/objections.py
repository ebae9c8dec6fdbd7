"""What was refused in a translated file, as sentences for people."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.words import Sentence
from outreach.po_file import Fault
from outreach.translating import Taken

LONGEST_NAME = 80
"""Letters of an entry's name that are shown; ours are shorter."""


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Why an entry of a file was not kept, for people: where it stands, and what to do."""

    line: int
    entry: str
    says: Sentence
    remedy: Sentence


def objections_to(taken: Taken) -> list[Objection]:
    """What was refused in a file, by line."""
    return [_objection(fault) for fault in taken.faults]


def hints_on(taken: Taken) -> list[Objection]:
    """What is to be said about texts that were kept."""
    return [_objection(fault) for fault in taken.remarks]


def _objection(fault: Fault) -> Objection:
    finding = fault.finding
    return Objection(
        line=fault.line,
        entry=_shown(fault.entry),
        says=Sentence(finding.says, finding.values),
        remedy=Sentence(finding.remedy, finding.values),
    )


def _shown(name: str) -> str:
    """The name of an entry as somebody wrote it, without what could harm a screen."""
    return "".join(letter if letter.isprintable() else "�" for letter in name[:LONGEST_NAME])
