"""The clerk's pages after the close: fix the list of ballots, count, see the result, and enter a lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import DateTimeLocalField, SelectField, StringField

from ballot_service.database import db, wipe_replaced_records
from ballot_service.models import Contest, DispositionKind, Election, Role
from ballot_service.rules.ballot_account import REJECTION_NAMES
from ballot_service.rules.count_time import may_count
from ballot_service.rules.decision import Decision
from ballot_service.rules.words import say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.counting import count, freeze_dispositions, votes_wait_for_nothing
from ballot_service.services.facts import title_of
from ballot_service.services.lots import Witness, candidate_names, record_lot, tied_in
from ballot_service.services.paper_account import paper_numbers
from ballot_service.services.reconciling import came_late, count_time_facts, dispositions, is_counted
from ballot_service.services.results import result_view
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    confirm_page,
    in_field,
    local,
    named,
    own_election,
    to_utc,
    yes_no,
)
from ballot_service.web.clerk.ties import ties_of
from ballot_service.web.clock import now
from ballot_service.web.rows import sealing_secret

PLACE = "/elections/<uuid:election_id>/count"
DISPOSITION_WORDS = {
    DispositionKind.ACCEPTED: say("Accepted"),
    DispositionKind.PROVISIONAL: say("Waiting for a decision"),
    **{DispositionKind(kind.value): words for kind, words in REJECTION_NAMES.items()},
}


@clerk.get(PLACE)
@only(Role.CLERK)
def counting(election_id: UUID) -> ResponseReturnValue:
    """Where the count stands: the list of ballots, then the result, ties and lots."""
    election = own_election(election_id)
    has_result = election.counted_at is not None
    session = db.session()
    return render_template(
        "pages/clerk/counting_overview.html",
        election=election,
        closes=local(election.closes_at, election),
        is_closed=election.is_closed(now()),
        list_fixed=_local_or_none(election, "dispositions_frozen_at"),
        wants_list=election.dispositions_frozen_at is None or came_late(session, election),
        wants_count=not is_counted(session, election),
        only_publishes=_only_publishes(election),
        counted=_local_or_none(election, "counted_at"),
        kinds=Counter(dispositions(session, election).values()) if election.is_closed(now()) else {},
        disposition_words=DISPOSITION_WORDS,
        decision=may_count(count_time_facts(session, election, now())) if not has_result else None,
        result=result_view(session, election, now()) if has_result else None,
        ties=ties_of(election) if has_result else [],
        has_paper=paper_numbers(session, election) is not None,
    )


def _local_or_none(election: Election, name: str) -> object:
    at = getattr(election, name)
    return local(at, election) if at else None


@clerk.route(PLACE + "/list", methods=["GET", "POST"])
@only(Role.CLERK)
def fix_list(election_id: UUID) -> ResponseReturnValue:
    """Fixes the list of accepted and rejected ballots."""
    election = own_election(election_id)
    form = Form()
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            freeze_dispositions(db.session(), election, sealing_secret(), now=now(), by=actor())
        flash(_("The list of ballots is fixed. Now count."), "done")
        return redirect(url_for("clerk.counting", election_id=election.id), 303)
    kinds = Counter(dispositions(db.session(), election).values())
    accepted = kinds.pop(DispositionKind.ACCEPTED, 0)
    return confirm_page(
        election,
        form,
        title=_("Fix the list of ballots"),
        says=[
            ngettext("%(num)s ballot is accepted.", "%(num)s ballots are accepted.", accepted),
            ngettext("%(num)s ballot stays sealed.", "%(num)s ballots stay sealed.", sum(kinds.values())),
            _("Nobody can accept or reject a ballot after this."),
        ],
        undo=_("This cannot be undone. No ballot is opened yet."),
        button=_("Fix the list"),
        back=url_for("clerk.counting", election_id=election.id),
    )


@clerk.route(PLACE + "/start", methods=["GET", "POST"])
@only(Role.CLERK)
def start_count(election_id: UUID) -> ResponseReturnValue:
    """Opens and counts the accepted ballots, or publishes votes that waited for ballots of which none came."""
    election = own_election(election_id)
    form, only_publishes = Form(), _only_publishes(election)
    if form.validate_on_submit():
        with acting(db.session(), now(), actor()):
            count(db.session(), election, sealing_secret(), now=now(), by=actor())
        wipe_replaced_records(db.engine)
        flash(
            _("The votes are published.")
            if only_publishes
            else _("The ballots are counted. The unofficial result is public now."),
            "done",
        )
        return redirect(url_for("clerk.counting", election_id=election.id), 303)
    name = _("Publish the votes") if only_publishes else _("Open and count the ballots")
    return confirm_page(
        election,
        form,
        title=name,
        says=_publishes() if only_publishes else _opens(election),
        undo=_("This cannot be undone."),
        button=name,
        back=url_for("clerk.counting", election_id=election.id),
    )


def _only_publishes(election: Election) -> bool:
    """Whether the votes waited for ballots of which none came: there is nothing to open."""
    facts = count_time_facts(db.session(), election, now())
    return is_counted(db.session(), election) and votes_wait_for_nothing(db.session(), election, facts)


def _publishes() -> list[str]:
    return [
        _("No ballot can be added any more, and the votes are not published yet."),
        _("Nothing is opened: the votes are published as they were counted."),
    ]


def _opens(election: Election) -> list[str]:
    accepted = Counter(dispositions(db.session(), election).values())[DispositionKind.ACCEPTED]
    return [
        ngettext(
            "%(num)s ballot is opened and counted.", "%(num)s ballots are opened and counted.", accepted
        ),
        _("They are shuffled first, and every tie between a voter and a ballot is cut for good."),
        _("The unofficial result is published, and the days to challenge it begin."),
    ]


class LotForm(Form):
    """A lot as it was drawn, with two witnesses and what each of them declared."""

    drawn_at = DateTimeLocalField(
        lazy_gettext("When the lot was drawn"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    place = StringField(lazy_gettext("Where"), validators=[FILL_IN, LONGEST_LINE])
    method = StringField(
        lazy_gettext("How"),
        description=lazy_gettext("For example: names drawn from a hat."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    witness_1 = StringField(lazy_gettext("First witness: name"), validators=[FILL_IN, LONGEST_LINE])
    employee_1 = yes_no(lazy_gettext("Does the first witness work for the district?"))
    nominee_1 = yes_no(lazy_gettext("Is the first witness a nominee?"))
    relative_1 = yes_no(lazy_gettext("Is the first witness a close relative of a nominee?"))
    witness_2 = StringField(lazy_gettext("Second witness: name"), validators=[FILL_IN, LONGEST_LINE])
    employee_2 = yes_no(lazy_gettext("Does the second witness work for the district?"))
    nominee_2 = yes_no(lazy_gettext("Is the second witness a nominee?"))
    relative_2 = yes_no(lazy_gettext("Is the second witness a close relative of a nominee?"))

    def witness(self, number: int) -> Witness:
        return Witness(
            name=self[f"witness_{number}"].data.strip(),
            is_employee=self[f"employee_{number}"].data == "yes",
            is_nominee=self[f"nominee_{number}"].data == "yes",
            is_close_relative=self[f"relative_{number}"].data == "yes",
        )

    def drawn(self, places: int) -> list[str]:
        return [self[f"drawn_{place}"].data for place in range(1, places + 1)]


def _lot_form(election: Election, tied: Sequence[str]) -> LotForm:
    """The form with one field a place in the order drawn."""
    names = candidate_names(election)
    choices = named(((each, names[each]) for each in tied), _("Choose a name"))
    fields = {
        f"drawn_{place}": SelectField(
            _("Name drawn, place %(place)s", place=place), choices=choices, validators=[CHOOSE]
        )
        for place in range(1, len(tied) + 1)
    }
    form: LotForm = type("LotFormWithNames", (LotForm,), fields)(drawn_at=in_field(now(), election))
    return form


@clerk.route(PLACE + "/contests/<uuid:contest_id>/lot", methods=["GET", "POST"])
@only(Role.CLERK)
def enter_lot(election_id: UUID, contest_id: UUID) -> ResponseReturnValue:
    """Enters a lot that was drawn in public; it decides nothing until a second person confirms it."""
    election = own_election(election_id)
    contest = next((c for c in election.contests if c.id == contest_id), None) or abort(404)
    tied = tied_in(db.session(), contest) if election.counted_at else ()
    if not tied:
        abort(404)
    form = _lot_form(election, tied)
    if not form.validate_on_submit():
        return _lot_page(election, contest, form, None, 422 if form.is_submitted() else 200)
    try:
        with acting(db.session(), now(), actor()):
            _record(election, contest, form, len(tied))
    except Refused as refused:
        return _lot_page(election, contest, form, refused.decision, 409)
    flash(_("The lot is entered. A second person has to confirm it."), "done")
    return redirect(url_for("clerk.counting", election_id=election.id), 303)


def _record(election: Election, contest: Contest, form: LotForm, places: int) -> None:
    record_lot(
        db.session(),
        contest,
        drawn=form.drawn(places),
        drawn_at=to_utc(form.drawn_at.data, election),
        place=form.place.data,
        method=form.method.data,
        witnesses=[form.witness(1), form.witness(2)],
        now=now(),
        by=actor(),
    )


def _lot_page(
    election: Election, contest: Contest, form: LotForm, decision: Decision | None, status: int
) -> ResponseReturnValue:
    drawn = [field for field in form if field.name.startswith("drawn_") and field.name != "drawn_at"]
    page = render_template(
        "pages/clerk/counting_lot.html",
        election=election,
        title=title_of(contest),
        form=form,
        drawn=drawn,
        decision=decision,
    )
    return page, status
