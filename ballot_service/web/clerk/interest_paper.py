"""A paper form as a clerk types it in: when and how it came, whether it is signed, the scan, and what stands on it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from ballot_service.database import db
from ballot_service.models import Contest, Election, InterestForm, School
from ballot_service.rules.interest import FilledInBy, FormChannel, Question, questions
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.words import Sentence, say
from ballot_service.services.interest import Filing
from ballot_service.services.noticing import Evidence
from ballot_service.web.clerk.evidence_files import MOST_BYTES, media_type, safe_name
from ballot_service.web.clerk.form_parts import YEARS, to_utc
from ballot_service.web.clock import now, today
from ballot_service.web.interest_answers import Answers, as_id, read_answers
from ballot_service.web.interest_fields import FieldMaker, FormSection, errors_in_order
from ballot_service.web.interest_sheet import IN_ANSWERS, PARTS

PAPER_CHANNELS = (FormChannel.MAIL, FormChannel.IN_PERSON)


class Paper:
    """What was typed and uploaded; `errors` says what to put right, by the name of the field."""

    def __init__(
        self,
        election: Election,
        contest: Contest,
        typed: MultiDict[str, str],
        files: MultiDict[str, FileStorage],
        present: datetime,
    ) -> None:
        self.election, self.contest = election, contest
        self.typed = typed
        self.errors: dict[str, Sentence] = {}
        self.earlier: InterestForm | None = None
        self.present = f"{present:%Y-%m-%dT%H:%M}"
        self._file = files.get("scan")

    def value(self, name: str) -> str:
        """What stands in a field: what was typed, or what is most likely."""
        likely = {"received_at": self.present, "by": FilledInBy.SELF.value}
        return self.typed.get(name, "" if self.typed else likely.get(name, ""))

    @cached_property
    def answers(self) -> Answers:
        typed = {part: self.typed[part] for part in PARTS if part in self.typed}
        spoken = self.typed.get("language") or self.election.district.language
        return read_answers({**typed, "language": spoken}, self.schools, today(self.election.zone))

    @cached_property
    def schools(self) -> tuple[School, ...]:
        query = select(School).where(School.district_id == self.election.district_id).order_by(School.name)
        return tuple(db.session.scalars(query))

    def sections(self) -> tuple[FormSection, ...]:
        """Every question of these seats, and who nominates, since paper is of either kind."""
        maker = FieldMaker(
            answers=self.answers,
            schools=self.schools,
            languages=tuple(LANGUAGES.items()),
            filled_in_by=FilledInBy.SELF,
            is_strict=False,
        )
        own = questions(self.contest.seat_group.kind, FilledInBy.SELF, FormChannel.MAIL)
        return tuple(maker.sections((*own, Question.NOMINATOR)))

    def is_right(self) -> bool:
        """Whether it can be filed; what is missing on the paper itself is no mistake."""
        if self.value("channel") not in [channel.value for channel in PAPER_CHANNELS]:
            self.errors["channel"] = say("Choose how the form came.")
        if self.value("by") not in list(FilledInBy):
            self.errors["by"] = say("Choose who filled the form in.")
        if self.value("is_signed") not in ("yes", "no"):
            self.errors["is_signed"] = say("Choose whether the form is signed.")
        self._look_at_days()
        self._look_at_scan()
        return not self.errors and not self.answers.errors

    def _look_at_days(self) -> None:
        received, posted = self._received_at, self._postmarked_on
        if received is None:
            self.errors["received_at"] = say("Enter the day and time at which the form came.")
        elif received > now():
            self.errors["received_at"] = say("This is still to come. Check the day.")
        if self.value("postmarked_on") and posted is None:
            self.errors["postmarked_on"] = say(
                "This is not a date. Leave it empty if the postmark cannot be read."
            )
        elif posted and received and posted > received.astimezone(self.election.zone).date():
            self.errors["postmarked_on"] = say(
                "The postmark is later than the day the form came. Check both."
            )

    def _look_at_scan(self) -> None:
        if self.scan is None and self.content:
            self.errors["scan"] = say(
                "This is not a PDF, PNG or JPEG file. Save it as one of these and try again."
            )
        elif len(self.content) > MOST_BYTES:
            self.errors["scan"] = say("This file is larger than 20 MB. Send a smaller one.")

    @cached_property
    def content(self) -> bytes:
        return self._file.read(MOST_BYTES + 1) if self._file else b""

    @property
    def scan(self) -> Evidence | None:
        kind = media_type(self.content)
        if kind is None or self._file is None:
            return None
        return Evidence(name=safe_name(self._file.filename, kind), media_type=kind, content=self.content)

    @property
    def _received_at(self) -> datetime | None:
        try:
            typed = datetime.fromisoformat(self.value("received_at"))
        except ValueError:
            return None
        if typed.year not in YEARS:
            return None
        return to_utc(typed, self.election) if typed.tzinfo is None else typed.astimezone(UTC)

    @property
    def _postmarked_on(self) -> date | None:
        try:
            return date.fromisoformat(self.value("postmarked_on"))
        except ValueError:
            return None

    def errors_in_order(self) -> list[tuple[str, Sentence]]:
        """For the summary on top, in the order of the page."""
        radios = ("channel", "by", "is_signed")
        own = [(f"{name}-0" if name in radios else name, said) for name, said in self.errors.items()]
        return [*own, *errors_in_order(self.sections())]

    def filing(self, moment: datetime) -> Filing:
        """The form as it is handed in. Only after `is_right`. `moment` is aware."""
        values, schools = self.answers.values, self.answers.schools
        channel, choice = FormChannel(self.value("channel")), self.value("choice")
        plain: dict[str, Any] = {
            name: values.get(name, "")
            for name in ("given_name", "family_name", "email", "phone", "address", "statement")
        }
        return Filing(
            contest=self.contest,
            channel=channel,
            filled_in_by=FilledInBy(self.value("by")),
            language=self.answers.typed["language"],
            **plain,
            birth_date=self.answers.born,
            child_school=schools.get("child_school"),
            student_school=schools.get("student_school"),
            answers={part: values[part] for part in IN_ANSWERS if part in values},
            is_signed=self.value("is_signed") == "yes",
            received_at=self._received_at or moment,
            postmarked_on=self._postmarked_on if channel is FormChannel.MAIL else None,
            scan=self.scan,
            instead_of=as_id(self.value("earlier")) if choice == "change" else None,
            is_somebody_else=choice == "other_person",
        )
