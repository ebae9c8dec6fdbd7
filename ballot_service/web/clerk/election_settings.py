"""The clerk's pages on settings: every choice with its source, when it freezes, and the log of changes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ballot_service.database import db
from ballot_service.models import Account, Election, Role, TrailEntry
from ballot_service.rules.decision import Decision
from ballot_service.rules.election_settings import (
    DEFAULTS,
    SETTING_NAMES,
    ElectionSettings,
    SettingValue,
    setting_from_text,
    typed_value,
)
from ballot_service.rules.languages import LANGUAGES, language_name
from ballot_service.rules.setting_changes import frozen_at
from ballot_service.rules.setting_descriptions import CHOICE_WORDS, STAGE_WORDS, Place, SettingDescription
from ballot_service.rules.setting_table import SETTING_NAMED, SETTINGS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.acting import Refused, acting
from ballot_service.services.facts import settings_of, stage_of
from ballot_service.services.runoffs.rows import runoff_row
from ballot_service.services.setting_up import change_setting
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, own_election
from ballot_service.web.clock import now
from ballot_service.web.languages import words

PLACE_WORDS: dict[Place, Sentence] = {
    Place.NOTICE: say("the notice"),
    Place.ROLL_REPORT: say("the report on voters"),
    Place.BALLOT_HELP: say("the help beside the ballot"),
    Place.CERTIFICATE: say("the certificate"),
    Place.MANIFEST: say("the frozen definition of the ballot"),
}
LONG_TEXTS = frozenset({"voter_exclusion_note"})


def value_words(value: SettingValue) -> Sentence:
    """A setting's value for a person."""
    if isinstance(value, StrEnum):
        return CHOICE_WORDS[value]
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    if isinstance(value, tuple):
        return Sentence("{list}", {"list": tuple(language_name(tag) for tag in value)})
    return Sentence("{value}", {"value": value}) if value != "" else say("Nothing yet")


@clerk.get("/elections/<uuid:election_id>/settings")
@only(Role.CLERK)
def election_settings(election_id: UUID) -> ResponseReturnValue:
    """Every setting as it stands, and every change that was made."""
    election = own_election(election_id)
    settings, frozen, freezing = settings_of(election), _frozen(election), _freezing(election)
    rows = [
        {
            "setting": each,
            "value": value_words(getattr(settings, each.name)),
            "is_frozen": each.name in frozen,
            "freezes": freezing[each.name],
            "printed": Sentence(
                "{places}", {"places": tuple(PLACE_WORDS[place] for place in each.printed_on)}
            ),
        }
        for each in SETTINGS
    ]
    return render_template(
        "pages/clerk/settings_list.html", election=election, rows=rows, log=list(_log(election))
    )


def _frozen(election: Election) -> tuple[str, ...]:
    """In a run-off all of them: they are those of the first election."""
    if runoff_row(db.session(), election) is not None:
        return SETTING_NAMES
    return frozen_at(stage_of(db.session(), election, now()))


def _freezing(election: Election) -> dict[str, Sentence]:
    """After what each setting cannot change, by its name."""
    if runoff_row(db.session(), election) is not None:
        return dict.fromkeys(SETTING_NAMES, say("the run-off was called"))
    return {each.name: STAGE_WORDS[each.freezes_at] for each in SETTINGS}


def _log(election: Election) -> Iterator[dict[str, Any]]:
    """Who changed which setting when, from what to what; newest first."""
    entries = db.session.scalars(
        select(TrailEntry)
        .where(TrailEntry.chain_id == election.id, TrailEntry.act == "change_setting")
        .order_by(TrailEntry.number.desc())
    ).all()
    people = {str(account.id): account.name for account in _accounts(entries)}
    for entry in entries:
        change = entry.document["details"]
        name = change["setting"]
        yield {
            "at": entry.made_at.astimezone(election.zone),
            "who": people.get(entry.document["by"] or "", ""),
            "label": SETTING_NAMED[name].label,
            "before": value_words(typed_value(name, change["from"])),
            "after": value_words(typed_value(name, change["to"])),
        }


def _accounts(entries: Any) -> list[Account]:
    ids = {UUID(entry.document["by"]) for entry in entries if entry.document["by"]}
    return list(db.session.scalars(select(Account).where(Account.id.in_(ids))))


@clerk.route("/elections/<uuid:election_id>/settings/<name>", methods=["GET", "POST"])
@only(Role.CLERK)
def election_setting(election_id: UUID, name: str) -> ResponseReturnValue:
    """One setting: what it does, where it comes from, and the form to change it while it may change."""
    election = own_election(election_id)
    setting = SETTING_NAMED.get(name) or abort(404)
    form = Form()
    if not form.validate_on_submit():
        return _setting_page(election, setting, form, getattr(settings_of(election), name))
    value = _typed(setting)
    try:
        with acting(db.session(), now(), actor()):
            change_setting(db.session(), election, name, value, now=now(), by=actor())
    except Refused as refused:
        return _setting_page(own_election(election_id), setting, form, value, refused.decision)
    flash(_("The setting is saved, and the change is on the record."), "done")
    return redirect(url_for("clerk.election_settings", election_id=election_id), 303)


def _typed(setting: SettingDescription) -> SettingValue:
    if isinstance(getattr(DEFAULTS, setting.name), tuple):
        return tuple(request.form.getlist("value"))
    return setting_from_text(setting.name, request.form.get("value", ""))


def _setting_page(
    election: Election,
    setting: SettingDescription,
    form: Form,
    value: SettingValue,
    refusal: Decision | None = None,
) -> ResponseReturnValue:
    kind, options = _field(setting)
    page = render_template(
        "pages/clerk/settings_change.html",
        election=election,
        setting=setting,
        form=form,
        kind=kind,
        options=options,
        value=_as_typed(value),
        now_is=value_words(getattr(settings_of(election), setting.name)),
        default=value_words(getattr(ElectionSettings(), setting.name)),
        is_frozen=setting.name in _frozen(election),
        freezes=_freezing(election)[setting.name],
        refusal=refusal,
    )
    return page, 409 if refusal else 200


def _field(setting: SettingDescription) -> tuple[str, list[tuple[str, str]]]:
    """The kind of field and its options: radio, check, number, area or text."""
    default = getattr(DEFAULTS, setting.name)
    if isinstance(default, StrEnum):
        return "radio", [(choice.value, words(CHOICE_WORDS[choice])) for choice in type(default)]
    if isinstance(default, bool):
        return "radio", [("yes", _("Yes")), ("no", _("No"))]
    if isinstance(default, tuple):
        return "check", [(tag, words(name)) for tag, name in LANGUAGES.items()]
    if isinstance(default, int):
        return "number", []
    return ("area" if setting.name in LONG_TEXTS else "text"), []


def _as_typed(value: SettingValue) -> str | tuple[str, ...]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, tuple) else str(value)
