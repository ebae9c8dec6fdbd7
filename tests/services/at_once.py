"""Two people press at the same moment, each on a connection of their own.

Both have read their page. The first one's act is done and not committed when the second one acts: what the second one
looks up is what was there before. Then the first one commits, as soon as the second one waits for it or is done.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from ballot_service.database import sessions
from ballot_service.models import Account, Contest
from ballot_service.rules.signatures import Signer
from ballot_service.services.acting import Refused
from ballot_service.services.cards import CardRefused
from ballot_service.services.issuing import LinkRevoked
from ballot_service.services.voting import AlreadyCast, VotingNotOpen

Press = Callable[[], object]
Reader = Callable[[Session], Press]
"""Reads what a page shows, in a session of its own; answers what happens when its button is pressed."""

DONE = "done"
LONGEST = 30.0
"""Seconds until a second press that neither waits nor ends is a failure."""
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@dataclass(frozen=True)
class AtOnce:
    """Presses on one PostgreSQL database."""

    engine: Engine

    def press(self, first: Reader, second: Reader) -> tuple[str, str]:
        """How each of the two was answered: "done", a word that the press gave back, or why it was refused."""
        make = sessions(self.engine)
        with make() as one, make() as other, ThreadPoolExecutor(1) as pool:
            press_first, press_second = first(one), second(other)
            answer_first = _answer(press_first)
            waiting = pool.submit(_pressed, other, press_second)
            self.until_it_waits(waiting)
            _end(one, answer_first)
            return _word(answer_first), waiting.result(LONGEST)

    def begin(self, pool: ThreadPoolExecutor, reader: Reader) -> Future[str]:
        """Presses beside an act that is going on, and answers once this press waits for it or has ended."""

        def whole() -> str:
            with sessions(self.engine)() as own:
                return _pressed(own, reader(own))

        pressed = pool.submit(whole)
        self.until_it_waits(pressed)
        return pressed

    def until_it_waits(self, pressed: Future[str]) -> None:
        deadline = monotonic() + LONGEST
        with self.engine.connect() as looking:
            while not pressed.done() and not looking.scalar(WAITING):
                assert monotonic() < deadline, "the second press neither waits nor ends"
                looking.rollback()


def _pressed(session: Session, press: Press) -> str:
    answer = _answer(press)
    _end(session, answer)
    return _word(answer)


def _answer(press: Press) -> object:
    """What a press gives back, or the refusal that a page shows. Anything else that goes wrong fails the test."""
    try:
        return press()
    except (Refused, CardRefused, AlreadyCast, VotingNotOpen, LinkRevoked) as refused:
        return refused


def _end(session: Session, answer: object) -> None:
    if isinstance(answer, Exception):
        session.rollback()
    else:
        session.commit()


def _word(answer: object) -> str:
    if isinstance(answer, Refused | CardRefused):
        return "+".join(each.code for each in answer.decision.objections)
    if isinstance(answer, Exception):
        return type(answer).__name__
    return answer if isinstance(answer, str) else DONE


def by_id(table: type[object], key: object, act: Callable[[Session, object], object]) -> Reader:
    """A page about one row, and what is pressed on it."""

    def read(session: Session) -> Press:
        row = session.get_one(table, key)
        for contest in session.scalars(select(Contest)):
            assert contest.candidates is not None  # the names, as the page shows them
        return lambda: act(session, row)

    return read


def number(session: Session, table: type[object]) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table)) or 0


def unconcerned(who: Account, *, employee: bool = False) -> Signer:
    return Signer(person=str(who.id), is_employee=employee, is_nominee=False, is_close_relative=False)
