"""People who write to the district, for the tour: a household that waits, one who wrote STOP, one who was answered."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ballot_service.demonstration import season
from ballot_service.models import ContactKind, ContactPoint, Conversation, Election
from ballot_service.services import inbox
from ballot_service.services.announcing import approve_text, drafts, take_translation, texts_to_translate
from ballot_service.services.announcing.forms import Post
from ballot_service.services.announcing.texts_in import IncomingText
from ballot_service.services.inbox import DeskWish, Question
from outreach.replies import read_reply
from tests.pages.installation import EARLIER
from tests.pages.stages import Stages

POST = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}", channels=("email", "sms"))
HOUSEHOLD, STOPPED = "+16012082290", "+16012082291"


def people_who_ask(stages: Stages, election: Election) -> None:
    """Notes each conversation; two guardians share the phone of the household."""
    school = election.council.school
    assert school is not None
    stages.note("preparing", council_id=election.council_id)
    for person in season._guardians(stages.session, school)[8:10]:
        shared = ContactPoint(district_id=person.district_id, kind=ContactKind.PHONE, value=HOUSEHOLD)
        person.contacts.append(shared)
        stages.installation.names.add(person.name)
    stages.session.flush()
    _text(stages, "Where do we vote?\nMy mother has no phone.", HOUSEHOLD, 1)
    _text(stages, "STOP", STOPPED, 2)
    _text(stages, "But when is the vote?", STOPPED, 3)
    question = Question(
        words="May I vote if I only work here?",
        kind=ContactKind.EMAIL,
        contact="odessa@example.org",
        name="Odessa Fair",
        language="en",
        agreed="Beside the field: we answer here.",
        sent_key="tour",
    )
    asked = inbox.ask_question(stages.session, election.council, question, now=EARLIER)
    assert asked is not None
    by = stages.clerk.id
    inbox.answer_question(stages.session, asked, "Yes. Sign up here.", post=POST, now=EARLIER, by=by)
    household = _with(stages, HOUSEHOLD)
    inbox.write_down_wish(
        stages.session, household, DeskWish.NO_NEWS, "She called and said so.", now=EARLIER, by=by
    )
    _texts_that_came_back(stages, election)
    stages.note("inbox", answered=asked.id, household=household.id, stopped=_with(stages, STOPPED).id)


def _texts_that_came_back(stages: Stages, election: Election) -> None:
    """Two drafts, one of which the clerk has brought in, and a text in use."""
    session, district = stages.session, election.district
    for words, by in (("su papeleta", None), ("su papeleta de voto", stages.clerk.id), ("vote ya", None)):
        po = texts_to_translate(session, district, "es", EARLIER).decode()
        old = {"vote ya": "{school}: su código es"}.get(words, "{school}: su boleta para elegir el consejo")
        if by is not None:
            old = "{school}: aviso de elección de los miembros del consejo"
        new = po.replace(f'msgstr "{old}', f'msgstr "{{school}}: {words}')
        take_translation(session, district, "es", new.encode(), now=EARLIER, by=by)
    in_use = next(row for row in drafts(session, district.id) if row.notice == "sign_up_code")
    approve_text(session, in_use, now=EARLIER, by=stages.clerk.id)


def _text(stages: Stages, words: str, sender: str, minute: int) -> None:
    text = IncomingText(
        reference=f"SM{minute}", sender=sender, words=words, reply=read_reply(words), is_answered=False
    )
    inbox.receive_text(stages.session, text, now=EARLIER + timedelta(minutes=minute))


def _with(stages: Stages, contact: str) -> Conversation:
    return stages.session.scalars(select(Conversation).where(Conversation.contact == contact)).one()
