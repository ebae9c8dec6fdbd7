"""Every view says who may use it; the service does not start while one does not.

`@anyone` is for public pages and for pages whose proof is a signed link. `@only(Role.CLERK, …)` asks for a
signed-in person who holds that office in the district of the page, today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from flask import Flask, abort, g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models.accounts import Appointment, Role
from ballot_service.web.clock import today

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
_MARK = "__who_may_use_it__"


class UndeclaredView(Exception):
    """A view that does not state who may use it."""


def anyone(view: View[P]) -> View[P]:
    """Open to everybody."""
    setattr(view, _MARK, "anyone")
    return view


def only(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open to signed-in people who hold one of these offices; the district of the office is in `g.district_id`."""

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                abort(401)
            held = [a for a in appointments() if a.role in roles]
            if not held:
                abort(403)
            hold(held)
            return view(*args, **kwargs)

        setattr(guarded, _MARK, tuple(role.value for role in roles))
        return guarded

    return declare


def hold(held: list[Appointment]) -> None:
    """Sets the office acted in, its district, and the councils it reaches (None: every council of the district)."""
    g.appointment = min(held, key=lambda office: office.council_id is not None)
    g.district_id = g.appointment.district_id
    here = [office.council_id for office in held if office.district_id == g.district_id]
    g.councils = None if None in here else set(here)


def appointments() -> list[Appointment]:
    """The offices that the signed-in person holds today."""
    if not current_user.is_authenticated:
        return []
    if "appointments" not in g:
        day = today()
        rows = db.session.scalars(
            select(Appointment).where(Appointment.account_id == current_user.id).order_by(Appointment.role)
        )
        g.appointments = [a for a in rows if a.from_on <= day and (a.until_on is None or day < a.until_on)]
    found: list[Appointment] = g.appointments
    return found


def works_for_the_district() -> bool:
    """Whether the signed-in person is an employee, by any office held in this district, not only the one acted in."""
    return any(office.is_employee for office in appointments() if office.district_id == g.district_id)


def actor() -> UUID:
    """The signed-in person's account, for the trail."""
    account: UUID = current_user.id
    return account


def declared(view: Callable[..., Any]) -> bool:
    return hasattr(view, _MARK)


def who_may_use(view: Callable[..., Any]) -> str | tuple[str, ...]:
    """What the view declared: "anyone" or the roles."""
    mark: str | tuple[str, ...] = getattr(view, _MARK)
    return mark


def require_declarations(app: Flask, vouched_for: Iterable[str] = ()) -> None:
    """Raises UndeclaredView if a view says nothing. `vouched_for` names libraries' blueprints."""
    trusted = set(vouched_for)
    missing = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not declared(view) and endpoint.partition(".")[0] not in trusted and endpoint != "static"
    ]
    if missing:
        raise UndeclaredView(f"no access declaration on: {', '.join(sorted(missing))}")
