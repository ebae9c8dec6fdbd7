"""A recount, a second certificate and a correction through the pages, as clerk, both pairs, liaison and everybody."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ballot_service.models import Account, Role
from ballot_service.sealing.canonical import in_groups
from ballot_service.sealing.verifier import verify
from ballot_service.services.appointing import appoint
from ballot_service.services.bundling import certificates_of
from ballot_service.services.signing_in import new_sign_in_link
from tests.printing.paper import claims, words
from tests.tallow_creek import SET_UP, at
from tests.web.clerk_office import sign_in
from tests.web.forms_office import office as office
from tests.web.reading_room import NO_STAKE
from tests.web.test_paper_count import Desk
from tests.web.test_paper_count import desk as desk

AGAIN = at(12, 8)
ASKED = {
    "asked_as": "candidate",
    "name": "Bo Lee",
    "asked_at": "2025-12-08T09:00",
    "reason": "One vote apart.",
}


def helper(desk: Desk, name: str, role: Role) -> FlaskClient:
    """The browser of somebody who does not work for the district."""
    with desk.office.session() as session:
        office = appoint(
            session,
            desk.office.election(session).district,
            email=f"{name}@example.org",
            name=f"{name.title()} Person",
            role=role,
            is_employee=False,
            from_on=date(2025, 1, 1),
            now=SET_UP,
        )
        link = new_sign_in_link(
            session, session.get_one(Account, office.account_id), now=desk.office.clock.moment
        )
    client = desk.office.app.test_client()
    sign_in(client, link)
    return client


def counted(desk: Desk) -> str:
    """Both ballots for the first name; answers the path of the batch in a recount."""
    batch = desk.open()
    for client in (desk.parent, desk.office.client):
        desk.send(client, batch, **desk.sheets("1", "1"))
    desk.office.post("/count/list")
    desk.office.post("/count/start")
    return f"/tellers/elections/{desk.office.election_id}/recount/batches/{batch.rpartition('/')[2]}"


def public(desk: Desk, rest: str = "", status: int = 200) -> str:
    answer = desk.office.app.test_client().get(f"/elections/{desk.office.election_id}{rest}")
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def second_pair(desk: Desk) -> tuple[FlaskClient, FlaskClient]:
    pair = helper(desk, "sol", Role.TELLER), helper(desk, "wes", Role.WITNESS)
    for client in pair:
        desk.send(client, desk.tellers, **NO_STAKE)
    return pair


def certified(desk: Desk, witness: FlaskClient, on: int) -> None:
    office = desk.office
    office.move_to(at(12, on))
    office.post("/certification/sign", **NO_STAKE)
    desk.send(witness, f"/witness/elections/{office.election_id}/sign", **NO_STAKE)
    assert "The result is certified" in office.post("/certification/certify")


def test_a_difference_from_the_request_to_the_second_certificate(desk: Desk, tmp_path: Path) -> None:
    office = desk.office
    assert "no whole result" in office.get("/recount")
    batch = counted(desk)
    office.move_to(AGAIN)
    sol, wes = second_pair(desk)
    assert "Fill in" in office.post("/recount", status=422, asked_as="candidate", name="", reason="")
    assert "The recount has begun." in office.post("/recount", **ASKED)
    page = office.get("/recount")
    assert "Batches counted again: 0 of 1." in page
    assert "One vote apart." in page
    assert "A recount is going on" in public(desk)
    assert "Go on to the recount" in desk.page(desk.parent, desk.tellers)
    assert "You entered this batch in the first count." in desk.page(desk.parent, batch)
    assert "It waits for you." in desk.page(sol, batch.partition("/batches")[0])
    assert "Sheet 1" in desk.send(sol, batch, 422, **desk.sheets("9", "1"))
    typed = desk.send(sol, batch, 200, **{**desk.sheets("1", ""), "go": "next"})
    assert re.search(r'id="marks_2_0"[^>]* autofocus', typed), "Enter goes on to what is empty"
    assert "Your entry is kept" not in typed
    assert "A second person enters the batch without seeing it." in desk.send(
        sol, batch, **desk.sheets("1", "2")
    )
    assert "read this differently" in desk.send(wes, batch, **desk.sheets("2", "2"))
    assert "the first count differs" in desk.send(wes, batch, **desk.sheets("1", "2"))
    page = office.get("/recount")
    assert "The two counts differ." in page
    assert "Votes are not shown for so few ballots" in page
    assert "Batches that differ and are not settled: 1." in office.post("/recount/end", status=409)
    settle = batch + "/settle"
    assert "Choose one." in desk.send(sol, settle, 422, what="write", reason="")
    assert "Something else was written" in desk.send(desk.parent, settle, 409, what="confirm", written_at="x")
    reason = "A faint cross beside the second name."
    assert "Somebody of the other pair confirms it." in desk.send(
        sol, settle, what="write", stands="second", reason=reason
    )
    assert "Both pairs of tellers settle a difference" in desk.send(wes, settle, 409, what="confirm")
    assert "You wrote this." in desk.page(sol, settle)
    assert "It is settled." in desk.send(desk.parent, settle, what="confirm")
    assert "The result of the recount is public." in office.post("/recount/end")
    page = public(desk, "/results")
    assert "Recount. Published on" in page
    assert "Unofficial: not yet certified. Published on" in page
    assert reason in page
    assert "Bo Lee" not in page.split("How the recount compares")[1], "who asked is not public"
    trail = desk.page(
        helper(desk, "lia", Role.STAFF_LIAISON), f"/review/elections/{office.election_id}/trail"
    )
    assert "Batch 1 was counted again, and differs." in trail
    assert "The recount ended. Batches counted again: 1; changed: 1." in trail


def test_a_correction_keeps_the_old_certificate_beside_the_new_one(desk: Desk, tmp_path: Path) -> None:
    office = desk.office
    counted(desk)
    left_over(desk)
    witness = helper(desk, "wes", Role.WITNESS)
    assert "needs no correction" in office.get("/correction")
    certified(desk, witness, 20)
    assert public(desk, "/certificates/2", 404)
    office.post("/correction", status=422, reason="", contest="")
    wrong = "The council's name was misspelled."
    assert "It is on record." in office.post("/correction", reason=wrong, contest="")
    assert "waits for a second person" in office.get("/correction")
    assert "Until then this result stands." in public(desk)
    (address,) = re.findall(
        r"/witness/result-corrections/[0-9a-f-]{36}", desk.page(witness, "/witness/elections")
    )
    assert wrong in desk.page(witness, address)
    assert "close relative" in desk.send(witness, address, 409, is_nominee="no", is_close_relative="yes")
    assert "waits for two signatures" in desk.send(witness, address, **NO_STAKE)
    assert "waits for a new certificate" in public(desk)
    assert "waits for a new certificate" in office.get("/certification")
    certified(desk, witness, 22)
    page = public(desk, "/certificate")
    assert "takes the place of an earlier one" in page
    assert wrong in page
    old = public(desk, "/certificates/1")
    assert "A later certificate has taken the place of this one." in old
    assert wrong not in old
    assert_on_paper(desk, wrong)
    assert "Corrected result. Published on" in public(desk, "/results")
    liaison, review = helper(desk, "lia", Role.STAFF_LIAISON), f"/review/elections/{office.election_id}"
    assert "Every certificate has a record of its own." in desk.page(liaison, review + "/evidence")
    for version in (1, 2):
        place = tmp_path / f"{version}.zip"
        place.write_bytes(liaison.get(f"{review}/bundles/{version}.zip").data)
        report = verify(place)
        assert report.is_good, report.first_wrong
    assert liaison.get(f"{review}/bundles/3.zip").status_code == 404


def assert_on_paper(desk: Desk, wrong: str) -> None:
    """Each certificate as a PDF says what its page says, in the page's language, and has room for ink."""
    (link,) = re.findall(r'href="(/elections/[^"]*/certificates/2\.pdf[^"]*)"', public(desk, "/certificate"))
    new, old = (file_of(desk, link.replace("/2.pdf", f"/{version}.pdf")) for version in (2, 1))
    assert "Certificate of election" in new
    assert "Signature in ink" in new
    assert wrong in new
    assert wrong not in old
    assert "A later certificate has taken the place of this one." in old
    with desk.office.session() as session:
        rows = certificates_of(session, desk.office.election(session))
        replaced, fresh = (in_groups(row.record_fingerprint) for row in rows)
    assert replaced in old
    assert replaced in new, "the one that it takes the place of"
    assert fresh in new
    assert fresh not in old
    for tag in ("es", "vi", "zh-Hans"):
        assert fresh in file_of(desk, link.replace("lang=en", f"lang={tag}"))
    assert "1 / 1" in file_of(desk, link.replace("lang=en", "lang=ar")), (
        "its letters are read back in no order"
    )
    assert public(desk, "/certificates/3.pdf", 404)


def file_of(desk: Desk, address: str) -> str:
    answer = desk.office.app.test_client().get(address)
    assert answer.mimetype == "application/pdf"
    part, is_tagged, _language, _title = claims(answer.data)
    assert (part, is_tagged) == ("1", True)
    return " ".join(words(answer.data))


def left_over(desk: Desk) -> None:
    """The ballot that nobody was given is counted by hand."""
    desk.office.post("/paper/stock", what="left", kind="en-plain", ballots="1", reason="Counted")


def test_a_request_that_came_in_time_may_be_entered_later(desk: Desk) -> None:
    counted(desk)
    desk.office.move_to(at(12, 20))
    assert "Did the request come before then?" in desk.office.get("/recount")
    late = {**ASKED, "asked_at": "2025-12-19T09:00"}
    assert "A recount could be asked for until" in desk.office.post("/recount", status=409, **late)
    assert "The recount has begun." in desk.office.post("/recount", **ASKED)


@pytest.mark.parametrize("path", ["/recount", "/recount/end", "/correction"])
def test_only_the_clerk_begins_and_corrects(desk: Desk, path: str) -> None:
    assert desk.parent.get(desk.office.path(path)).status_code == 403


def test_who_has_not_declared_is_sent_to_the_declaration(desk: Desk) -> None:
    batch = counted(desk)
    desk.office.move_to(AGAIN)
    sol = helper(desk, "sol", Role.TELLER)
    assert sol.get(batch).status_code == 404, "no recount goes on"
    desk.office.post("/recount", **ASKED)
    assert sol.get(batch).headers["Location"] == desk.tellers
    assert sol.get(batch + "/settle").status_code == 404, "nothing differs yet"
