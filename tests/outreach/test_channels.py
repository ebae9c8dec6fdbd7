"""One file is one channel: what each file offers, and that a new one needs no other edit to be sent through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.models import ContactKind, Person
from ballot_service.models import ContactPoint as Contact
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.sending_settings import sending_faults, sending_of
from ballot_service.services.announcing import channel_names, preferred
from ballot_service.services.announcing.outcome_words import said_of
from ballot_service.services.announcing.published_lines import counted
from ballot_service.services.announcing.ways import Ways, channel_to, contact_points
from outreach import (
    BrokenChannel,
    ContactPoint,
    Delivery,
    DeliveryStatus,
    Means,
    MissingFile,
    NoticeBook,
    Reaches,
    Recipient,
    UnexpectedFile,
    UnknownChannel,
    UnknownPlaceholder,
    approve,
    channels,
    deliver_due,
    enqueue,
    standings,
)
from tests.outreach.samples import EXPIRY, MONDAY, Clock, link_for

PAGER = '''"""Pagers: a channel of its own, in one file."""

from dataclasses import dataclass

from outreach.media import Medium, Reaches
from outreach.sending import accepted, refused

NAME = "pager"
PAGER = Medium(
    name="pager", called="Pager", reaches=Reaches.MOBILE, counts_as="text_message", parts=(".subject.txt", ".txt"),
    rank=15, personal_links=False, arrived="It beeped.",
)
CARRIES = (PAGER,)
VARIABLES = ("PAGER_TOWER",)
SAYS = {"battery_empty": ("Refused: the battery is empty.", "Lend a battery.")}


@dataclass(frozen=True, kw_only=True)
class Settings:
    tower: str


class PagerSender:
    name = NAME

    def __init__(self, settings):
        self.settings, self.sent = settings, []

    def send(self, message):
        if message.address == "empty":
            return refused("battery_empty", "The battery is empty.")
        self.sent.append((message.address, message.subject, message.body))
        return accepted(f"{self.settings.tower}-{len(self.sent)}")

    def close(self):
        pass


def settings_of(means):
    tower = means.variables.get("PAGER_TOWER")
    return Settings(tower=tower) if tower else None


def faults(variables, accounts):
    return ["PAGER_TOWER must have no space."] if " " in variables.get("PAGER_TOWER", "") else []


def open_sender(settings):
    return PagerSender(settings)
'''


@pytest.mark.parametrize("name", channels.names())
def test_every_channel_file_offers_the_same(name: str) -> None:
    channel = channels.find(name)
    assert name == channel.NAME
    assert channel.Settings.__dataclass_params__.frozen
    assert channel.settings_of(Means()) is None, "nothing is set up by itself"
    assert channel.faults({}, ()) == []
    assert all(what and todo for what, todo in getattr(channel, "SAYS", {}).values())


@pytest.mark.parametrize("name", channels.media())
def test_every_kind_of_message_says_what_it_is(name: str) -> None:
    medium = channels.media()[name]
    assert medium.name == name
    assert medium.called
    assert medium.counts_as in list(NoticeKind)
    assert ".txt" in medium.parts
    assert medium.arrived or medium.reaches is Reaches.NOBODY
    assert str(channel_names()[name]) == medium.called
    assert (name in counted()) is medium.by_worker


def test_what_a_person_gets_first_and_what_can_hold_a_link_of_their_own() -> None:
    assert [one.name for one in preferred(channels.media())][:4] == ["email", "sms", "whatsapp", "voice"]
    media = channels.media().values()
    assert {one.name for one in media if one.by_worker and one.personal_links} == {"email", "sms"}
    assert {one.name for one in media if one.only_if_chosen} == {"whatsapp"}


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder beside the real one, with one new file in it."""
    folder = tmp_path / "channels"
    folder.mkdir()
    (folder / "pager.py").write_text(PAGER)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(folder)])
    yield folder
    channels.forget("pager")


def write(folder: Path, files: dict[str, str]) -> NoticeBook:
    for name, text in files.items():
        path = folder / "news" / "en" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return NoticeBook.read(folder)


def test_a_new_file_is_a_new_channel(pager: Path, tmp_path: Path, sessions: sessionmaker[Session]) -> None:
    """From its text files to its words for the clerk, and the provider's answer in the outbox."""
    assert "pager" in channels.names()
    assert channels.variables() >= {"PAGER_TOWER"}
    assert channels.faults({"PAGER_TOWER": "a b"}, ()) == ["PAGER_TOWER must have no space."]
    assert str(channel_names()["pager"]) == "Pager"
    assert counted()["pager"] is NoticeKind.TEXT_MESSAGE
    assert sending_faults({"BALLOTS_QUIET_CHANNELS": "pager", "BALLOTS_PRICES": "pager=0.01"}) == []
    assert "pager" in sending_of({}).quiet_channels, "it rings, so it keeps quiet hours by itself"
    book = write(tmp_path / "texts", {"pager.subject.txt": "Cypress", "pager.txt": "Voting opens {day}."})
    notice = book.notice("news", scope="e", version=1, values={"en": {"day": "Tuesday"}})
    people = [
        Recipient(
            reference=f"p-{to}", language="en", contact_points=(ContactPoint(channel="pager", address=to),)
        )
        for to in ("17", "empty")
    ]
    with sessions() as session:
        notice_id = approve(session, notice, approved_by="clerk", now=MONDAY)
        enqueue(session, notice, people, now=MONDAY, expires_at=EXPIRY)
        session.commit()
    senders = channels.open_senders(Means(variables={"PAGER_TOWER": "north"}))
    deliver_due(sessions, senders, link_for, Clock(), "w1")
    assert senders["pager"].sent == [("17", "Cypress", "Voting opens Tuesday.")]  # type: ignore[attr-defined]
    with sessions() as session:
        said = {one.recipient: [str(each) for each in said_of(one)] for one in standings(session, notice_id)}
        rows = {one.address: one.status for one in session.scalars(select(Delivery))}
    assert rows == {"17": DeliveryStatus.SENT, "empty": DeliveryStatus.REFUSED}
    assert said["p-empty"] == ["Refused: the battery is empty.", "Lend a battery."]


def test_people_are_written_to_by_the_new_channel_as_its_file_says(pager: Path) -> None:
    """Its rank says after what, its reach which addresses; and it carries no link of one person's own."""
    phone = {"kind": ContactKind.PHONE, "value": "+16015550100"}
    bo = Person(contacts=[Contact(**phone)])
    ana = Person(contacts=[Contact(**phone), Contact(kind=ContactKind.EMAIL, value="ana@example.org")])
    points = [
        [point.channel for point in contact_points("p", each, ("email", "pager", "sms"), ways, ())]
        for each, ways in ((bo, Ways.ONE), (ana, Ways.ONE), (ana, Ways.EVERY))
    ]
    assert points == [["pager"], ["email"], ["email", "pager", "sms"]]
    assert [one.name for one in preferred(channels.media())][:3] == ["email", "pager", "sms"]
    assert channel_to(ContactKind.PHONE, "+16015550100") == "sms"


def test_its_texts_are_checked_by_what_the_file_says(pager: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"pager\.subject\.txt"):
        write(tmp_path / "a", {"pager.txt": "x"})
    with pytest.raises(UnknownPlaceholder, match="belongs to one person"):
        write(tmp_path / "b", {"pager.subject.txt": "x", "pager.txt": "{personal_link}"})
    with pytest.raises(UnexpectedFile, match=r"fax\.txt"):
        write(tmp_path / "c", {"fax.txt": "x"})


def test_a_file_that_is_not_whole_is_named(pager: Path) -> None:
    (pager / "pager.py").write_text('NAME = "pager"\nCARRIES = ()\n')
    with pytest.raises(BrokenChannel, match="VARIABLES, Settings, settings_of, faults, open_sender"):
        channels.find("pager")
    with pytest.raises(UnknownChannel, match="Known are: "):
        channels.find("fax")


def test_two_files_must_agree_on_what_they_both_carry(pager: Path) -> None:
    (pager / "pager.py").write_text(PAGER.replace('name="pager"', 'name="email"'))
    with pytest.raises(BrokenChannel, match="email"):
        channels.media()
