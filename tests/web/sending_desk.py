"""A clerk's election whose messages go out through the fake of both providers, by the real worker."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select
from werkzeug.test import TestResponse

import outreach
from ballot_service.database import db
from ballot_service.models import ContactKind, ContactPoint
from ballot_service.provider_settings import SendGrid, Twilio
from ballot_service.services import freezing, registering
from ballot_service.settings import Settings
from ballot_service.working import work_once
from tests.outreach.provider_fake import ACCOUNT, API_KEY, OUR_NUMBER, TOKEN, ProviderFake, Taken, serving
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office, kept_office, open_office

ORIGIN = "https://vote.tallowcreek.example"
MAIL, NUMBER = "ana@example.org", "+16015550100"
SEND = at(11, 4, 16, 5)


def set_providers(settings: Settings, fake: ProviderFake) -> None:
    """Both providers stand at the fake from now on."""
    twilio = Twilio(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        from_number=OUR_NUMBER,
        base_url=fake.base_url,
        timeout=fake.patience,
    )
    sendgrid = SendGrid(
        api_key=API_KEY, webhook_key=fake.public_key, base_url=fake.base_url, timeout=fake.patience
    )
    new = {"twilio": twilio, "sendgrid": sendgrid, "public_origin": ORIGIN, "mail_from": "cec@school.example"}
    for name, value in new.items():
        object.__setattr__(settings, name, value)


@dataclass
class Desk:
    """Ana Ruiz has an address and a phone, Bo Lee a phone alone, Cy Hart neither. Ana reads Spanish."""

    office: Office
    fake: ProviderFake

    @property
    def settings(self) -> Settings:
        found: Settings = self.office.app.extensions["settings"]
        return found

    def send(self, kind: str = "election_notice", ways: str = "one") -> str:
        return self.office.post(f"/sending/{kind}/send?ways={ways}")

    def work(self, moment: datetime | None = None) -> None:
        """One round of the worker."""
        with self.office.app.app_context():
            engine = db.engine
            db.session.remove()
        for account in (self.settings.twilio, self.settings.sendgrid):
            object.__setattr__(account, "timeout", self.fake.patience)
        work_once(self.settings, engine, lambda: moment or self.office.clock.moment)

    def messages(self, kind: str = "election_notice", language: str = "en", show: str = "all") -> str:
        return self.office.get(f"/sending/{kind}/messages?show={show}&lang={language}")

    def statuses(self) -> dict[str, str]:
        """How the delivery to each address stands."""
        with self.office.session() as session:
            rows = session.execute(select(outreach.Delivery.address, outreach.Delivery.status))
            return {address: status.value for address, status in rows}

    def post_twilio(self, taken: Taken, status: str, code: int = 0, **changed: str) -> TestResponse:
        """What Twilio posts when a message's status changes."""
        address, form, signature = self.fake.twilio_report(taken, status, code)
        assert address.startswith(ORIGIN)
        return self.office.app.test_client().post(
            address.removeprefix(ORIGIN), data={**form, **changed}, headers={"X-Twilio-Signature": signature}
        )

    def post_sendgrid(self, events: object, **changed: str) -> TestResponse:
        """What SendGrid posts: a list of events, signed."""
        body = events if isinstance(events, bytes) else json.dumps(events).encode()
        headers = {**self.fake.sendgrid_signed(body), **changed}
        return self.office.app.test_client().post("/callbacks/sendgrid", data=body, headers=headers)


@contextmanager
def open_desk(url: str, folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[Desk]:
    """The desk with a frozen ballot, on the day the notice goes out; `more` people by name with their one address."""
    name = ("desk", repr(sorted(more.items())))
    office = kept_office(url, folder, name, lambda: _office_with_a_frozen_ballot(url, folder, more))
    try:
        with serving() as fake:
            set_providers(office.app.extensions["settings"], fake)
            yield Desk(office, fake)
            assert fake.violations == []
    finally:
        with office.app.app_context():
            db.engine.dispose()


def _office_with_a_frozen_ballot(url: str, folder: Path, more: Mapping[str, str]) -> Office:
    office = open_office(url, folder)
    office.move_to(SEND)
    with office.session() as session:
        creek = object.__new__(TallowCreek)
        election = office.election(session)
        creek.session, creek.district = session, election.district
        creek.cypress = election.council.school  # type: ignore[assignment]  # this council has a school
        contacts: dict[str, tuple[str, ...]] = {
            "Ana Ruiz": (MAIL, "+16015550101"),
            "Bo Lee": (NUMBER,),
            "Cy Hart": ("+18005551234",),
        }
        contacts |= {name: (value,) for name, value in more.items()}
        for name, values in contacts.items():
            given, family = name.split()
            person = creek.guardian(given, family, language="es" if given == "Ana" else "en")
            for value in values:
                kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
                session.add(
                    ContactPoint(
                        district_id=election.district_id, person_id=person.id, kind=kind, value=value
                    )
                )
        creek.stand(election.contests[0], "Di Voss")
        registering.build_roll(session, election, now=at(11, 3, 9))
        freezing.freeze_ballot(session, election, office.secret, now=at(11, 3, 18))
    return office
