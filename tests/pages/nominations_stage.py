"""People nominated by somebody else, for the tour: one without a contact, one asked, some with an answer."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import AcceptanceRequest, Contest, InterestForm, NomineeAnswer
from ballot_service.rules.interest import FilledInBy, FormChannel
from ballot_service.services import interest
from ballot_service.services.announcing.forms import Post
from ballot_service.services.interest import Desk, Filing, GivenAnswer
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.pages.installation import EARLIER, NOW
from tests.pages.stages import Stages

POST = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}")
NOMINATOR = {"nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}
YES = GivenAnswer(
    answer=NomineeAnswer.ACCEPTS, name="Nan Poe", language="en", text="I accept.", statement="I listen."
)
SCAN = Evidence(name="answer.pdf", media_type="application/pdf", content=b"%PDF-1.7 a signed answer")
NAMES = {
    "silent": "Sil",
    "asked": "Ash",
    "accepted": "Ace",
    "done.en": "Don",
    "done.es": "Dona",
    "no.en": "Noe",
    "no.es": "Noa",
    "leaving.en": "Lee",
    "leaving.es": "Lea",
}
ACCEPT_FIRST = ("accepted", "leaving.en", "leaving.es")


def nominated_people(stages: Stages, contest: Contest) -> None:
    """Notes a form and a link for each; the links in `done`, `no` and `leaving` are to be used, one a language."""
    for name, given in NAMES.items():
        form = _nominated(stages, contest, given, "" if name == "silent" else f"{given}@example.org".lower())
        rows: dict[str, UUID | str] = {f"{name}_nomination_id": form.id}
        if name != "silent":
            rows[f"nomination_{name}"] = _token(stages, form)
        if name in ACCEPT_FIRST:
            interest.answer_nomination(stages.session, _request(stages, form), YES, now=EARLIER)
        if name == "accepted":
            rows["answer_id"] = _on_paper(stages, form)
        stages.note("preparing", **rows)


def _desk(stages: Stages) -> Desk:
    folder = stages.installation.app.extensions["settings"].storage_dir
    return Desk(storage=Storage(folder), post=POST)


def _nominated(stages: Stages, contest: Contest, given: str, email: str) -> InterestForm:
    filing = Filing(
        contest=contest,
        channel=FormChannel.WEB,
        language="en",
        received_at=EARLIER,
        filled_in_by=FilledInBy.NOMINATOR,
        given_name=given,
        family_name="Poe",
        email=email,
        address="4 Gin Road",
        answers=NOMINATOR,
        statement="Knows everybody in town.",
        is_signed=True,
        sent_key=uuid4().hex,
    )
    filed = interest.file_interest_form(
        stages.session, contest.election, filing, desk=_desk(stages), now=EARLIER
    )
    return filed.form


def _request(stages: Stages, form: InterestForm) -> AcceptanceRequest:
    query = select(AcceptanceRequest).where(AcceptanceRequest.form_id == form.id)
    return stages.session.scalars(query).one()


def _on_paper(stages: Stages, form: InterestForm) -> UUID:
    """Answered by link, then once more on paper."""
    row = interest.enter_paper_answer(
        stages.session,
        form,
        YES,
        SCAN,
        received_at=NOW,
        storage=_desk(stages).storage,
        now=NOW,
        by=stages.clerk.id,
    )
    return row.id


def _token(stages: Stages, form: InterestForm) -> str:
    links: Links = stages.installation.app.extensions["links"]
    return links.token(Purpose.ACCEPTANCE, _request(stages, form).key)
