"""One interest form on its way through the pages: everything typed travels in the form, nothing stays on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from ballot_service.database import db
from ballot_service.models import Contest, Election, School
from ballot_service.rules.interest import FilledInBy, FormChannel, Question, questions
from ballot_service.rules.interest_words import PART_WORDS
from ballot_service.rules.photos import shows_photos
from ballot_service.services.interest import Filing
from ballot_service.web.clock import today
from ballot_service.web.interest_answers import TEXTS, Answers, as_id, read_answers
from ballot_service.web.interest_fields import FieldMaker, FormSection
from ballot_service.web.languages import LANGUAGES, spoken, tag_here
from ballot_service.web.photo_form import TypedPhoto

PARTS = (*PART_WORDS, "signature")
LONGEST_TYPED = 20_000
"""Letters of one part that are carried along, so that a text pasted by mistake can be shortened and not lost."""
IN_ANSWERS = (
    *TEXTS,
    "work",
    "guardian_contact",
    "nominator_contact",
    "leads_parent_group",
    "child_enrolled",
    "employed",
)


@dataclass(frozen=True)
class Sheet:
    """What one press of a button sent."""

    election: Election
    step: str
    action: str
    contest: Contest | None
    filled_in_by: FilledInBy | None
    key: str
    choice: str
    """On the page that asks whether to change seats: "keep", "change" or "other_person"."""
    earlier: str
    """The id of the earlier form that page is about."""
    typed: Mapping[str, str]
    photo: TypedPhoto

    @classmethod
    def read(
        cls,
        election: Election,
        posted: MultiDict[str, str],
        files: MultiDict[str, FileStorage] | None = None,
    ) -> Sheet:
        wanted = as_id(posted.get("contest"))
        by = posted.get("by", "")
        contest = next((c for c in election.contests if c.id == wanted), None)
        filled_in_by = FilledInBy(by) if by in list(FilledInBy) else None
        return cls(
            election=election,
            step=posted.get("step", "choose"),
            action=posted.get("action", ""),
            contest=contest,
            filled_in_by=filled_in_by,
            key=posted.get("key", ""),
            choice=posted.get("choice", ""),
            earlier=posted.get("earlier", ""),
            typed={part: posted[part][:LONGEST_TYPED] for part in PARTS if part in posted},
            photo=TypedPhoto.read(posted, files or MultiDict())
            if takes_photo(contest, filled_in_by)
            else TypedPhoto(),
        )

    def with_key(self, key: str) -> Sheet:
        return replace(self, key=key)

    @property
    def language(self) -> str | None:
        """The language asked for with the button at the top, if that was pressed."""
        name, _, tag = self.action.partition(":")
        return tag if name == "language" and tag in LANGUAGES else None

    @property
    def by(self) -> FilledInBy:
        return self.filled_in_by or FilledInBy.SELF

    @property
    def asked(self) -> tuple[Question, ...]:
        return questions(self.contest.seat_group.kind, self.by, FormChannel.WEB) if self.contest else ()

    @cached_property
    def answers(self) -> Answers:
        zone = self.election.zone
        spoken = self.typed.get("language") or tag_here()
        return read_answers({**self.typed, "language": spoken}, self.schools, today(zone))

    @cached_property
    def schools(self) -> tuple[School, ...]:
        query = select(School).where(School.district_id == self.election.district_id).order_by(School.name)
        return tuple(db.session.scalars(query))

    @property
    def fields(self) -> FieldMaker:
        return FieldMaker(
            answers=self.answers,
            schools=self.schools,
            languages=tuple((tag, spoken(tag)) for tag in LANGUAGES),
            filled_in_by=self.by,
        )

    def sections(self) -> tuple[FormSection, ...]:
        return tuple(self.fields.sections(self.asked))

    def held(self, *but: str) -> list[tuple[str, str]]:
        """Everything typed as hidden fields, without the parts that stand on the page itself."""
        chosen = {
            "contest": str(self.contest.id) if self.contest else "",
            "by": self.filled_in_by.value if self.filled_in_by else "",
            "key": self.key,
        }
        pairs = [*chosen.items(), *self.typed.items(), *self.photo.held]
        return [(name, value) for name, value in pairs if name not in but and value]

    def filing(self, contest: Contest, received_at: datetime, once: str) -> Filing:
        """The form as it is handed in. `received_at` is aware; `once` tells this press from another form."""
        values, schools = self.answers.values, self.answers.schools
        tag = self.answers.typed["language"]
        return Filing(
            contest=contest,
            channel=FormChannel.WEB,
            filled_in_by=self.by,
            language=tag if tag in LANGUAGES else "en",
            given_name=values.get("given_name", ""),
            family_name=values.get("family_name", ""),
            email=values.get("email", ""),
            phone=values.get("phone", ""),
            address=values.get("address", ""),
            birth_date=self.answers.born,
            child_school=schools.get("child_school"),
            student_school=schools.get("student_school"),
            answers={part: values[part] for part in IN_ANSWERS if part in values},
            statement=values.get("statement", ""),
            is_signed="signature" in values,
            received_at=received_at,
            photo=self.photo.given,
            sent_key=once,
            instead_of=as_id(self.earlier) if self.choice == "change" else None,
            is_somebody_else=self.choice == "other_person",
        )


def takes_photo(contest: Contest | None, by: FilledInBy | None) -> bool:
    """Whether a photo is asked for: only of oneself, and never of a student."""
    return contest is not None and by is FilledInBy.SELF and shows_photos(contest.seat_group.kind)
