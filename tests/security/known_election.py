"""An election whose every choice is known to the test: cast by pages, some late, some on hold, on either database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from string import ascii_lowercase
from uuid import uuid4

from structlog.testing import capture_logs

from ballot_service.database import db, wipe_replaced_records
from ballot_service.models import ContactKind, ContactPoint, Election, RollStatus
from ballot_service.rules.election_settings import CountWhen, ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.rules.table import TableMeans
from ballot_service.services import announcing, cards, counting, holding, issuing, opening, registering, table
from tests.security.linking import Choice, Target
from tests.services.correction_steps import Desk
from tests.services.steps import SIX
from tests.tallow_creek import CLOSES, OPENS, SECRET, TallowCreek, at
from tests.web.conftest import World

VOTERS, HELD, REFUSED = 56, 6, 2
"""Voters whose ballots are simply counted; voters on hold, of whom so many are found to be staff and not counted."""
SEED = 11
CORRECTED = OPENS + timedelta(hours=330)
"""After the last of the first ballots."""


@dataclass(frozen=True, kw_only=True)
class KnownElection:
    """What the test knows and the attacker wants: `truth` by roll id. `log` is what the web process wrote."""

    election: Election
    truth: Mapping[str, Choice]
    on_hold: Sequence[str]
    target: Target
    log: Sequence[str]
    cast_in_order: Sequence[str]
    """The voters' lines of the roll as their ballots came in."""


def cast_by_pages(
    world: World, settings: ElectionSettings | None = None, *, with_cards: bool = False
) -> KnownElection:
    """Sixty counted ballots, cast in a random order over two weeks, each by its own link; or with code cards by
    everybody who is not on hold, each right after signing in, as at a table without a queue.
    """
    random = Random(SEED)
    with world.session() as session:
        creek = TallowCreek(session)
        election = creek.election(settings=settings)
        parents, community = election.contests
        creek.stand(parents, *SIX)
        creek.stand(community, "Pat Neighbor")
        names = [_unlike_any(random) for _ in range(VOTERS + HELD)]
        for name in names[:VOTERS]:
            creek.guardian(name, name)
        for name in names[VOTERS:]:
            creek.guardian(name, name)
            creek.employ(creek.person(name, name, date(1970, 5, 5)), Position.TEACHER)
        registering.build_roll(session, election, now=at(11, 3, 9))
        creek.notify(election)
        creek.freeze(election)
        opening.confirm_opening(session, election, now=OPENS)
        issuing.issue_links(session, election, now=OPENS)
        ids = [str(candidate.id) for candidate in parents.candidates]
        contest = str(parents.id)
    box = _box(world, election, random) if with_cards else []
    codes = dict(zip(names[: len(box)], box, strict=True))
    random.shuffle(names)
    wishes = {name: random.sample(ids, random.choice((0, 1, 2, 2, 3, 3, 4, 4))) for name in names}
    log = _cast(world, contest, wishes, codes, election)
    return _known(world, election, wishes, ids, log)


def _unlike_any(random: Random) -> str:
    """A name that no screening takes for another's."""
    return "".join(random.choices(ascii_lowercase, k=9)).capitalize()


def _box(world: World, election: Election, random: Random) -> list[str]:
    """The codes of as many cards as voters may draw one, shuffled as in a box."""
    with world.session() as session:
        merged = session.get_one(Election, election.id)
        run = cards.print_cards(session, merged, VOTERS, now=OPENS, by=uuid4())
        found = cards.cards_to_print(session, merged, run, now=OPENS)
        codes = [world.links.card_code(card.key) for card in found]
    random.shuffle(codes)
    return codes


def _draw(world: World, election: Election, name: str) -> None:
    with world.session() as session:
        merged = session.get_one(Election, election.id)
        (entry,) = (each for each in registering.roll(session, merged) if each.person.given_name == name)
        table.sign_in_at_table(session, merged, entry, TableMeans.CARD, now=world.now, by=uuid4())


def _cast(
    world: World,
    contest: str,
    wishes: Mapping[str, Sequence[str]],
    codes: Mapping[str, str],
    election: Election,
) -> list[str]:
    with capture_logs() as lines:
        for number, (name, marks) in enumerate(wishes.items()):
            world.now = OPENS + timedelta(hours=1 + number * 5)
            form = {"step": "review", "action": "cast", f"choice-{contest}": list(marks)}
            if name in codes:
                _draw(world, election, name)
            path = f"/c/{codes[name]}" if name in codes else world.ballot_path(name)
            page = world.app.test_client().post(path, data=form)
            assert page.status_code == 200
            assert "tracker" in page.text
    return [str(line) for line in lines]


def _known(
    world: World,
    election: Election,
    wishes: Mapping[str, Sequence[str]],
    ids: Sequence[str],
    log: Sequence[str],
) -> KnownElection:
    with world.session() as session:
        roll = {entry.person.given_name: entry for entry in registering.roll(session, election)}
        held = [name for name in wishes if roll[name].status is RollStatus.HELD]
        counted = {
            roll[name].id.hex: frozenset(wishes[name]) for name in wishes if name not in held[:REFUSED]
        }
        on_hold = [roll[name].id.hex for name in held]
        contest = session.merge(election).contests[0].id.hex
    assert len(held) == HELD
    target = Target(
        voters=sorted(counted),
        published=Counter(counted.values()),
        options=ids,
        choice_table="cast_vote_record",
        choice_column="selections",
        only={"contest_id": contest},
    )
    return KnownElection(
        election=election,
        truth=counted,
        on_hold=on_hold,
        target=target,
        log=log,
        cast_in_order=[roll[name].id.hex for name in wishes],
    )


def choose_again(world: World, known: KnownElection) -> KnownElection:
    """The ballot is corrected, and half of the voters choose again, in a random order, each by their own link."""
    random = Random(SEED + 1)
    with world.session() as session:
        election = session.get_one(Election, known.election.id)
        parents = election.contests[0]
        desk = Desk(TallowCreek.found(session, election), election)
        row = desk.pause(CORRECTED)
        desk.add(parents, "Gil Rey")
        desk.enter(now=CORRECTED)
        desk.confirm(row, CORRECTED)
        ids = [str(candidate.id) for candidate in parents.qualified]
        contest = str(parents.id)
        names = {entry.id.hex: entry.person.given_name for entry in registering.roll(session, election)}
    voters = random.sample(sorted(known.truth), len(known.truth) // 2)
    wishes = {voter: random.sample(ids, random.choice((1, 2, 2, 3, 3, 4))) for voter in voters}
    log = list(known.log)
    for number, (voter, marks) in enumerate(wishes.items()):
        world.now = CORRECTED + timedelta(hours=1, minutes=number * 20)
        form = {"step": "review", "action": "cast", "version": "2", f"choice-{contest}": list(marks)}
        with capture_logs() as lines:
            page = world.app.test_client().post(world.ballot_path(names[voter]), data=form)
        assert "Your ballot is cast" in page.text
        log += [str(line) for line in lines]
    truth = {**known.truth, **{voter: frozenset(marks) for voter, marks in wishes.items()}}
    target = replace(known.target, published=Counter(truth.values()), options=ids)
    return replace(known, truth=truth, target=target, log=log)


def decide(world: World, known: KnownElection, on_hold: Sequence[str]) -> None:
    """A person decides about these voters on hold, one after the other."""
    with world.session() as session:
        election = session.merge(known.election, load=False)
        entries = {entry.id.hex: entry for entry in registering.roll(session, election)}
        for number, voter in enumerate(on_hold):
            holding.decide_held(
                session,
                election,
                entries[voter],
                may=voter in known.truth,
                reason="Payroll looked at.",
                now=at(12, 4) + timedelta(minutes=number),
                by=uuid4(),
            )


def count(world: World, known: KnownElection, later: timedelta = timedelta(0)) -> None:
    """As the clerk's page does it, with the random numbers of the system."""
    with world.session() as session:
        election = session.get_one(Election, known.election.id)
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES + later)
        counting.count(session, election, SECRET, now=CLOSES + later)
    with world.app.app_context():
        wipe_replaced_records(db.engine)


def tell_received(world: World, known: KnownElection) -> None:
    """Every voter has a mailbox of their own and is told, as the worker does it, before the count."""
    with world.session() as session:
        for entry in registering.roll(session, session.get_one(Election, known.election.id)):
            point = ContactPoint(
                district_id=entry.district_id,
                person_id=entry.person_id,
                kind=ContactKind.EMAIL,
                value=f"{entry.person.given_name}@example.org".lower(),
            )
            session.add(point)
        session.commit()
    with world.session() as session:
        announcing.tell_ballots_received(
            session, origin="https://vote.example", channels=("email",), now=CLOSES
        )
        session.commit()


COUNT_TWICE = ElectionSettings(count_when=CountWhen.AT_CLOSE)
