"""The staff liaison of the whole path: reads everything, takes the record home, checks it, and changes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

from click.testing import CliRunner, Result
from flask import url_for
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from ballot_service.cli import main
from ballot_service.models import RecordedDecision, Role
from ballot_service.web.access import who_may_use
from tests.web.whole_path_district import Place
from tests.web.whole_path_pages import Person
from tests.web.whole_path_voters import Box

MOST_RUN_AGAIN = 40
"""Decisions run again by the command; each kind of rule is among them."""


def command(*words: str) -> Result:
    """One `ballots` command, as somebody types it at home."""
    return CliRunner().invoke(main, words)


class Liaison:
    def __init__(self, place: Place, box: Box) -> None:
        self.place, self.box = place, box
        self.liaison: Person = place.signed_in(Role.STAFF_LIAISON)

    def here(self, rest: str = "") -> str:
        return f"/review/elections/{self.place.election_id}{rest}"

    def read_the_roll(self) -> None:
        given, family = self.place.teacher().split(" ", 1)
        self.liaison.go(self.here("/roll?status=excluded")).says(
            f"{family}, {given} May not vote Works for the district"
        )
        assert f"{family},{given},May not vote" in self.liaison.load(self.here("/roll.csv")).decode()

    def add_up(self) -> None:
        page = self.liaison.go(self.here()).says("The sum is right.", "Unbroken")
        figures = {cells[0]: int(cells[1]) for cells in page.rows("The numbers, and where each comes from")}
        assert figures["Ballots received"] == figures["Ballots counted"] == self.box.voted
        assert figures["Ballots rejected"] == 0
        assert figures["People with a ballot"] >= self.box.voted

    def read_the_notices(self, photo: bytes) -> None:
        page = self.liaison.go(self.here("/notices")).says("Notice: 14 days, 2 channels, 2 languages.")
        rows = page.rows("Notices that were published")
        told = {(cells[0], cells[1]) for cells in rows}
        required = {(kind, language) for kind in ("Posting", "E-mail") for language in ("English", "Spanish")}
        assert required <= told
        assert {kind for kind, _language in told - required} <= {"E-mail"}, (
            "families read in other languages too"
        )
        assert self.liaison.load(page.link("Download the proof")) == photo

    def read_the_sessions(self, neighbor: str) -> None:
        """Held with a list; one session only is warned about; the list to take home has no names."""
        page = self.liaison.go(self.here("/sessions")).says(
            "There is only one information session.", "Held, evidence complete", neighbor
        )
        assert page.rows("Information sessions")[0][1] == "Cypress Elementary, cafeteria"
        sheet = self.liaison.load(self.here("/sessions.csv")).decode("utf-8-sig")
        assert "2025-10-21" in sheet
        assert neighbor not in sheet

    def read_the_trail(self) -> None:
        """Unbroken over all its pages, the refused opening among the acts."""
        page = self.liaison.go(self.here("/trail")).says(
            "Unbroken", "None was changed, removed or put in later."
        )
        acts = page.text
        while page.links("Next page"):
            page = self.liaison.follow("Next page")
            acts += page.text
        assert "confirm_opening_refused" in acts
        assert "certify_refused" in acts

    def run_decisions_again(self, folder: Path) -> set[str]:
        """Each kind of decision, from its downloaded facts, by the command: the same answer. Answers the rules."""
        rules = set()
        for decision_id, rule, answer in self._decisions():
            page = self.liaison.go(self.here(f"/decisions/{decision_id}")).says("Same answer")
            facts = folder / f"{decision_id}.json"
            facts.write_bytes(self.liaison.load(page.link("Download the facts")))
            said = command("explain", rule, str(facts))
            assert said.exit_code == 0, said.output
            assert {name: json.loads(said.stdout)[name] for name in answer} == answer
            rules.add(rule)
        return rules

    def _decisions(self) -> list[tuple[UUID, str, dict[str, object]]]:
        page = self.liaison.go(self.here("/decisions"))
        assert re.search(r"\d+ decisions", page.text)
        with self.place.world.session() as session:
            rows = session.scalars(
                select(RecordedDecision).order_by(RecordedDecision.decided_at.desc())
            ).all()
            newest = {row.rule: row for row in rows}.values()
            chosen = [*newest, *[row for row in rows if row not in newest][:MOST_RUN_AGAIN]]
            return [(row.id, row.rule, row.answer) for row in chosen]

    def check_the_record_at_home(self, folder: Path, printed: tuple[str, str]) -> None:
        """The bundle against both printed fingerprints and a head kept since the vote; a wrong one fails."""
        page = self.liaison.go(self.here("/evidence")).says(*printed)
        head, bundle = folder / "head.txt", folder / "bundle.zip"
        head.write_bytes(self.liaison.load(page.link("head-")))
        bundle.write_bytes(self.liaison.load(page.link("Download the record")))
        prints = [word for each in printed for word in ("--fingerprint", each)]
        good = command("verify", str(bundle), *prints, "--head", str(head))
        assert good.exit_code == 0, good.output
        assert "WRONG" not in good.output
        changed = printed[1][:-1] + ("0" if printed[1][-1] != "0" else "1")
        wrong = command("verify", str(bundle), "--fingerprint", printed[0], "--fingerprint", changed)
        assert wrong.exit_code == 1
        assert "WRONG" in wrong.output

    def sign_the_review(self) -> None:
        self.liaison.go(self.here())
        self.liaison.follow("Sign “I have reviewed”")
        relative = "Is a close relative of yours a candidate in this election?"
        typed = {
            "Are you a candidate in this election?": "No",
            relative: "No",
            "What you noticed": "All agrees.",
        }
        self.liaison.press("Sign: I have reviewed", typed).says(
            "Your review is signed and stands in the trail.", "All agrees."
        )

    def nothing_else_can_be_sent(self) -> int:
        """Every other address that takes a form says no to the liaison. Answers how many there are."""
        key = dict(self.liaison.go(self.here("/remark")).form_with("Sign: I have reviewed").values)[
            "csrf_token"
        ]
        refused = 0
        for rule in self.place.world.app.url_map.iter_rules():
            roles = self._roles(rule.endpoint)
            if "POST" not in (rule.methods or ()) or roles == "anyone":
                continue
            if Role.STAFF_LIAISON.value in roles:
                assert rule.endpoint == "review.remark"
                continue
            with self.place.world.app.test_request_context():
                values: dict[str, Any] = {name: self._value(rule, name) for name in rule.arguments}
                path = url_for(rule.endpoint, **values)
            answer = self.liaison.client.post(path, data={"csrf_token": key})
            assert answer.status_code == 403, (path, answer.status_code)
            refused += 1
        return refused

    def _roles(self, endpoint: str) -> str | tuple[str, ...]:
        view = self.place.world.app.view_functions[endpoint]
        is_ours = endpoint.partition(".")[0] in ("clerk", "review", "witness", "technician", "home")
        return who_may_use(view) if is_ours else "anyone"

    def _value(self, rule: Rule, name: str) -> str:
        offered = rule._converters[name]
        if isinstance(offered, AnyConverter):
            return min(offered.items)
        named = {
            "kind": "ballot_link",
            "name": "may_vote",
            "setting": "tie_method",
            "version": "1",
            "size": "1",
        }
        return named.get(name, self.place.election_id)
