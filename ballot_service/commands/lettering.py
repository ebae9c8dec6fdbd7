"""`ballots letters`: prints the letters with ballot links into one PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ballot_service.app import create_app
from ballot_service.commands.environment import migrated_session, now, settings_or_exit
from ballot_service.commands.slow_work import SlowWork
from ballot_service.lettering import LettersChanged, PrintedLetters, Wanted, make_letters
from ballot_service.links import Links
from ballot_service.mailing import channels
from ballot_service.models import Appointment, Election, Role
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.typesetting import CannotPrint
from ballot_service.rules.calendar import local_date
from ballot_service.services.accounts import find_account
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Order, Press, Which
from ballot_service.settings import Settings
from ballot_service.web.speaking import speak

ONLY_OURS = 0o600
"""The file holds live links: nobody else on this machine may read it."""


class CannotPrintLetters(click.ClickException):
    """Nothing was printed, and nothing recorded."""

    exit_code = 2


@click.command()
@click.argument("election", type=click.UUID)
@click.option(
    "--to",
    "place",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The PDF to write. It holds live links: delete it after printing.",
)
@click.option("--by", "email", help="E-mail address of the clerk who prints, for the record.")
@click.option("--all", "everything", is_flag=True, help="Print again what was printed before, too.")
@click.option(
    "--order",
    type=click.Choice([order.value for order in Order]),
    default=Order.ZIP.value,
    show_default=True,
    help="By ZIP code and street, or by school and last name.",
)
@click.option("--large-print", is_flag=True, help="18-point type: two sheets for each letter.")
def letters(
    election: UUID, place: Path, email: str | None, everything: bool, order: str, large_print: bool
) -> None:
    """Print a letter with the ballot link for every voter of ELECTION whom no message reaches.

    ELECTION is the id in the address of its page. Letters to be handed over in person come last. What was
    printed stands in the record. Ends with status 0 when the file is written, 2 when nothing was printed.
    """
    settings = settings_or_exit()
    wanted = Wanted(
        which=Which.ALL if everything else Which.NOT_PRINTED,
        order=Order(order),
        size=TypeSize.LARGE if large_print else TypeSize.PLAIN,
    )
    with migrated_session(settings) as session:
        made = _make(session, settings, _election(session, election), email, wanted, place)
    stack = made.stack
    click.echo(
        f"{place}: {len(stack.letters)} letters, {stack.by_mail} to mail and {stack.by_hand} to hand over."
    )
    if stack.again:
        click.echo(f"{stack.again} of them were printed before.")
    if stack.unclear:
        click.echo(f"{stack.unclear} names or addresses hold letters that the fonts lack. Look for \ufffd.")


def _make(
    session: Session,
    settings: Settings,
    election: Election,
    email: str | None,
    wanted: Wanted,
    place: Path,
) -> PrintedLetters:
    press = Press(
        links=Links(settings.secret_keys),
        origin=settings.public_origin,
        speak=speak,
        channels=channels(settings),
    )
    by = _clerk(session, election, email) if email else None
    try:
        with SlowWork("Making letters") as work, _private(place) as file, create_app(settings).app_context():
            return make_letters(
                session,
                election,
                press,
                wanted,
                now=now(),
                by=by,
                progress=_telling(work),
                keep=_writing(file),
            )
    except Refused as refused:
        reasons = refused.decision.objections
        said = " ".join(f"{reason.sentence} {reason.remedy or ''}" for reason in reasons)
        raise CannotPrintLetters(said) from refused
    except LettersChanged as problem:
        raise CannotPrintLetters("A link changed meanwhile. Nothing was recorded. Try again.") from problem
    except CannotPrint as problem:
        raise CannotPrintLetters(
            f"The letters could not be made, and nothing was recorded. {problem}"
        ) from problem


def _telling(work: SlowWork) -> Callable[[int, int], None]:
    """Says how many letters are ready, and then that all of them are set as pages at once."""

    def tell(done: int, of_all: int) -> None:
        work.advance(done, of_all)
        if done == of_all:
            work.begin("Setting the pages")

    return tell


def _writing(place: Path) -> Callable[[bytes], None]:
    def write(pdf: bytes) -> None:
        place.write_bytes(pdf)

    return write


@contextmanager
def _private(place: Path) -> Iterator[Path]:
    """A new file that only this account can read, made before anything is recorded; gone if it fails."""
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS))
    except FileExistsError as problem:
        raise CannotPrintLetters(f"{place} is there already. Choose another name.") from problem
    except OSError as problem:
        raise CannotPrintLetters(f"{place} cannot be written: {problem.strerror}.") from problem
    try:
        yield place
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _election(session: Session, election_id: UUID) -> Election:
    found = session.get(Election, election_id)
    if found is not None:
        return found
    known = session.scalars(select(Election).order_by(Election.opens_at.desc()).limit(10))
    lines = "".join(f"\n  {one.id}  {one.title}, {one.council.name}" for one in known)
    raise CannotPrintLetters(f"There is no such election. The newest ones are:{lines}")


def _clerk(session: Session, election: Election, email: str) -> UUID:
    """The account of a clerk who holds the office today. Raises CannotPrintLetters."""
    account = find_account(session, email)
    day = local_date(now(), election.district.zone)
    offices = select(Appointment).where(
        Appointment.district_id == election.district_id,
        Appointment.role == Role.CLERK,
        or_(Appointment.council_id.is_(None), Appointment.council_id == election.council_id),
    )
    if account is not None:
        for office in session.scalars(offices.where(Appointment.account_id == account.id)):
            if office.from_on <= day and (office.until_on is None or day < office.until_on):
                return account.id
    raise CannotPrintLetters(f"{email} is not the address of a clerk of this district.")
