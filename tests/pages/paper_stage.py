"""People who asked for a paper ballot, for the tour: one waits, one has it, one took the wish back."""

from __future__ import annotations

from uuid import UUID

from ballot_service.links import Purpose
from ballot_service.models import BallotLink, Election, StockKind, VoterRollEntry
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.table import TableMeans
from ballot_service.services import paper, table
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.receiving import Arrival, receive_envelope
from tests.pages.installation import NOW
from tests.pages.stages import Stages

LANGUAGES = ("en", "es")
BY_PHONE = PaperWish(
    way=PaperWay.PHONE,
    delivery=PaperDelivery.MAIL,
    address="Otis Byrd\n4821 County Road 512, Apartment 12\nTallow Creek, MS 39000",
    language="en",
    is_large=True,
)
BY_LINK = PaperWish(way=PaperWay.LINK, delivery=PaperDelivery.BY_HAND, language="es")


def people_who_want_paper(stages: Stages, links: list[BallotLink]) -> None:
    """Takes five voters of the open election; notes requests by their state and a link for each language."""
    election = stages.session.get_one(Election, UUID(stages.installation.rows["demonstration.election_id"]))
    waiting, sent, back, *asking = (link.roll_entry for link in links)
    ids = {"waiting": _asked(stages, election, waiting, BY_PHONE)}
    ids["sent"] = _asked(stages, election, sent, BY_LINK)
    spanish = PaperKind(language="es")
    paper.print_run(stages.session, election, spanish, 40, now=NOW, by=stages.clerk.id)
    paper.issue_paper(stages.session, election, sent, Issuing(kind=spanish), now=NOW, by=stages.clerk.id)
    paper.change_stock(
        stages.session, election, spanish, StockKind.SPOILED, 1, "Misprint", now=NOW, by=stages.clerk.id
    )
    paper.change_stock(
        stages.session, election, spanish, StockKind.LEFT, 37, "Counted", now=NOW, by=stages.clerk.id
    )
    arrival = Arrival(way=EnvelopeWay.DROP, received_at=NOW, is_signed=False)
    out = paper.envelope_out(stages.session, sent)
    assert out is not None
    received = receive_envelope(stages.session, election, out, arrival, now=NOW, by=stages.clerk.id)
    stages.note("demonstration", return_id=received.row.id)
    ids["back"] = _asked(stages, election, back, BY_LINK)
    paper.withdraw_request(
        stages.session, election, ids["back"], "Votes by phone.", now=NOW, by=stages.clerk.id
    )
    table.sign_in_at_table(stages.session, election, asking[1], TableMeans.LINK, now=NOW, by=stages.clerk.id)
    stages.note("demonstration", signed_in_id=asking[1].id, table_name=asking[0].person.family_name)
    stages.note("demonstration", request_id=ids["waiting"].id, asking_id=asking[0].id, sent_id=sent.id)
    token = stages.installation.app.extensions["links"].token
    for name, link in zip(("waiting", "sent"), links, strict=False):
        stages.installation.rows[f"paper_{name}"] = token(Purpose.BALLOT, link.key)
    for language, link in zip(LANGUAGES, links[3:], strict=True):
        stages.installation.rows[f"paper_ask.{language}"] = token(Purpose.BALLOT, link.key)


def _asked(
    stages: Stages, election: Election, entry: VoterRollEntry, wish: PaperWish
) -> paper.register.PaperRequest:
    by = None if wish.way is PaperWay.LINK else stages.clerk.id
    return paper.ask_for_paper(stages.session, election, entry, wish, asked_at=NOW, now=NOW, by=by)
