"""An open election with as many voters as wanted, for measurements; link keys are running numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from ballot_service.database import open_engine
from ballot_service.links import Links, Purpose
from ballot_service.models import BallotLink, Door, Election, Person, RollStatus, VoterRollEntry
from ballot_service.services.migrating import upgrade
from bench.servers import SECRETS
from tests.services.steps import up_to_open
from tests.tallow_creek import TallowCreek

AT_ONCE = 2_000


@dataclass
class Voters:
    """`requests` gives presses of "cast", each voter's once; `election_id` and `roll` are for direct inserts."""

    url: str
    election_id: UUID
    district_id: UUID
    form: bytes
    first: int = 0

    def take(self, number: int) -> range:
        """The next voters who have not voted."""
        self.first += number
        return range(self.first - number, self.first)

    def requests(self, voters: range) -> Iterator[bytes]:
        links = Links([SECRETS["BALLOTS_SECRET_KEYS"]])
        for voter in voters:
            yield self.request(links.token(Purpose.BALLOT, key_of(voter)))

    def request(self, token: str) -> bytes:
        return (
            f"POST /v/{token} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.form)}\r\n\r\n"
        ).encode() + self.form


def key_of(voter: int) -> str:
    return f"{voter:016d}"


def open_election(url: str, voters: int) -> Voters:
    """Makes tables, an election with six parents for four seats and one neighbor, and its voters."""
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine, expire_on_commit=False) as session:
        creek = TallowCreek(session)
        election = creek.election()
        creek.stand(election.contests[1], "Pat Neighbor")
        up_to_open(creek, election)
        now = datetime.now(UTC)
        election.opens_at, election.closes_at = now - timedelta(days=1), now + timedelta(days=30)
        session.commit()
        parents = election.contests[0]
        marks = [(f"choice-{parents.id}", str(candidate.id)) for candidate in parents.candidates[:3]]
        made = Voters(
            url=url,
            election_id=election.id,
            district_id=election.district_id,
            form=urlencode([("step", "review"), ("action", "cast"), *marks]).encode(),
        )
        for start in range(0, voters, AT_ONCE):
            _add(session, election, range(start, min(start + AT_ONCE, voters)))
        session.commit()
    _settle(engine)
    return made


def _add(session: Session, election: Election, voters: range) -> None:
    common = {"district_id": election.district_id}
    people = [uuid4() for _ in voters]
    entries = [uuid4() for _ in voters]
    session.execute(
        insert(Person),
        [
            {**common, "id": person, "given_name": "Voter", "family_name": key_of(n), "language": "en"}
            | {"source": "bench", "source_id": key_of(n)}
            for person, n in zip(people, voters, strict=True)
        ],
    )
    session.execute(
        insert(VoterRollEntry),
        [
            {**common, "id": entry, "election_id": election.id, "person_id": person, "language": "en"}
            | {"status": RollStatus.ELIGIBLE, "door": Door.ROLL, "codes": {"codes": []}}
            | {"entered_at": election.opens_at, "counted": False}
            for entry, person in zip(entries, people, strict=True)
        ],
    )
    session.execute(
        insert(BallotLink),
        [
            {**common, "id": uuid4(), "roll_entry_id": entry, "key": key_of(n), "revoked_reason": ""}
            | {"issued_at": election.opens_at, "expires_at": election.closes_at}
            for entry, n in zip(entries, voters, strict=True)
        ],
    )


def _settle(engine: Engine) -> None:
    """What a database does some time after many rows came in, so that it does not do it while we measure."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
