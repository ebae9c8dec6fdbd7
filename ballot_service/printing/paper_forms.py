"""Forms on paper: sections of questions with room to write, in one language and two sizes of type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import TypeSize, address_parts
from ballot_service.printing.typesetting import typeset

DOCUMENT = "paper_form"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with `room` lines to write on, or with `choices` to tick; `beside` puts it next to the one before."""

    label: str
    hint: str = ""
    room: int = 1
    choices: tuple[str, ...] = ()
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Questions under one heading; `says` are sentences before them."""

    heading: str
    says: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperForm:
    """A whole form. `returns` says where and by when to hand it in, beside the code of the form on the web."""

    language: str
    title: str
    school: str
    council: str
    says: tuple[str, ...]
    returns_heading: str
    returns: tuple[str, ...]
    sections: tuple[Section, ...]
    code_says: str
    address: str = field(default="")


def paper_form_pdf(form: PaperForm, *, made_at: datetime, size: TypeSize = TypeSize.PLAIN) -> bytes:
    """The form as a tagged PDF on Letter paper. `made_at` is aware. Raises CannotPrint."""
    values = {
        "size": int(size),
        "language": form.language,
        "title": _line(form.title),
        "school": _line(form.school),
        "council": _line(form.council),
        "says": _lines(form.says),
        "returns": {"heading": _line(form.returns_heading), "lines": _lines(form.returns)},
        "sections": [_section(section) for section in form.sections],
        "code_says": printable(form.code_says),
        "code": dots(form.address),
        "address": address_parts(form.address),
    }
    return typeset(DOCUMENT, values, made_at=made_at)


def _section(section: Section) -> dict[str, object]:
    return {
        "heading": _line(section.heading),
        "says": _lines(section.says),
        "rows": [[_question(one) for one in row] for row in _rows(section.questions)],
    }


def _rows(questions: Sequence[Question]) -> list[list[Question]]:
    """Questions that stand beside each other, row by row."""
    rows: list[list[Question]] = []
    for question in questions:
        if question.beside and rows:
            rows[-1].append(question)
        else:
            rows.append([question])
    return rows


def _question(question: Question) -> dict[str, object]:
    return {
        "label": _line(question.label),
        "hint": _line(question.hint),
        "room": question.room,
        "choices": _lines(question.choices),
    }


def _lines(lines: Sequence[str]) -> list[str]:
    return [_line(line) for line in lines]


def _line(words: str) -> str:
    return breakable(printable(words))
