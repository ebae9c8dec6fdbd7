"""`ballots district` and `ballots appoint`: the first steps of an installation, before anybody can sign in."""

from __future__ import annotations

from datetime import timedelta

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.commands.environment import migrated_session, now, settings_or_exit
from ballot_service.models import Account, District, Role
from ballot_service.rules.calendar import local_date
from ballot_service.services import districts
from ballot_service.services.acting import Refused, acting
from ballot_service.services.appointing import appoint as appoint_person
from ballot_service.services.signing_in import new_sign_in_link

FIRST_LINK = timedelta(hours=24)


@click.command()
@click.argument("slug")
@click.option("--name", required=True, help='As people call it: "Tallow Creek School District".')
@click.option("--phone", required=True, help="Whom a voter without internet calls.")
@click.option("--address", required=True, help="Postal address; lines separated by semicolons.")
@click.option("--zone", default="America/Chicago", show_default=True, help="IANA time zone of its clock.")
def district(slug: str, name: str, phone: str, address: str, zone: str) -> None:
    """Set up a district; SLUG is its short name in addresses, such as tallow-creek."""
    lines = "\n".join(line.strip() for line in address.split(";"))
    with migrated_session(settings_or_exit()) as session, acting(session, now()):
        if session.scalar(select(District).where(District.slug == slug)):
            raise click.ClickException(f"There is a district {slug} already.")
        districts.create_district(
            session, slug=slug, name=name, phone=phone, postal_address=lines, zone=zone, now=now()
        )
    click.echo(f"The district {slug} is set up. Next: ballots appoint {slug} --role clerk …")


@click.command()
@click.argument("slug")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--employee/--not-employee", required=True, help="Whether the person works for the district.")
def appoint(slug: str, role: str, email: str, name: str, employee: bool) -> None:
    """Give somebody an office in the district SLUG, and print a link to sign in with (good for 24 hours, once)."""
    settings = settings_or_exit()
    with migrated_session(settings) as session:
        found = _district(session, slug)
        try:
            with acting(session, now()):
                appointment = appoint_person(
                    session,
                    found,
                    email=email,
                    name=name,
                    role=Role(role),
                    is_employee=employee,
                    from_on=local_date(now(), found.zone),
                    now=now(),
                )
                account = session.get_one(Account, appointment.account_id)
                token = new_sign_in_link(session, account, now=now(), lifetime=FIRST_LINK)
        except Refused as refused:
            sentences = " ".join(str(reason.sentence) for reason in refused.decision.objections)
            raise click.ClickException(sentences) from refused
    click.echo(f"{name} is now {role} of {slug}. Sign in with: {settings.public_origin}/sign-in/{token}")


def _district(session: Session, slug: str) -> District:
    found = session.scalar(select(District).where(District.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no district {slug}.")
    return found
