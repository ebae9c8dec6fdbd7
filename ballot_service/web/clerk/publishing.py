"""The clerk publishes a notice on the council's web page and in its feed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ballot_service.database import db
from ballot_service.models import Role
from ballot_service.rules.languages import language_name
from ballot_service.services.acting import acting
from ballot_service.services.announcing import Announcing, publish_notice, ready_for_the_web
from ballot_service.web.access import actor, only
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import confirm_page, own_election
from ballot_service.web.clerk.sending import PLACE, SendForm, texts_changed
from ballot_service.web.clerk.sending_words import NAMES
from ballot_service.web.clock import now
from ballot_service.web.languages import words
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

NEWS = '/<any("information_session", "call_for_forms", "election_notice", "result_notice"):kind>'


@clerk.route(PLACE + NEWS + "/publish", methods=["GET", "POST"])
@only(Role.CLERK)
def publish_announcement(election_id: UUID, kind: str) -> ResponseReturnValue:
    """Puts the notice on the council's web page, after a page that shows in which languages."""
    election, wanted = own_election(election_id), Announcing(kind)
    session, origin = db.session(), settings().public_origin
    prepared = ready_for_the_web(session, election, wanted, origin=origin, speak=speak, now=now())
    counts = wanted is Announcing.ELECTION_NOTICE
    form = SendForm(fingerprint=prepared.notice.fingerprint, ways="", via="")
    if form.validate_on_submit():
        if form.fingerprint.data != prepared.notice.fingerprint:
            return texts_changed(url_for("clerk.announcement", election_id=election.id, kind=kind))
        with acting(session, now(), actor()):
            added = publish_notice(
                session, election, wanted, origin=origin, speak=speak, now=now(), by=actor()
            )
        flash(
            _("It is on the web page now.") if added else _("These words were on the web page already."),
            "done",
        )
        return redirect(url_for("clerk.sending", election_id=election.id), 303)
    tongues = sorted({text.language for text in prepared.notice.texts})
    named = ", ".join(words(language_name(tag)) for tag in tongues)
    page = url_for("public.council_notices", slug=election.district.slug, council_id=election.council_id)
    return confirm_page(
        election,
        form,
        title=_("Publish on the web page: %(name)s", name=words(NAMES[wanted])),
        says=[
            _("Everybody can read it at %(page)s and in the feed.", page=f"{origin}{page}"),
            _("Languages: %(languages)s", languages=named),
            *([_("The web page is a kind of notice of its own. It counts from today.")] if counts else []),
        ],
        undo=_("What has been published stays readable. Changed words are published as a new version."),
        button=_("Publish now"),
        back=url_for("clerk.announcement", election_id=election.id, kind=kind),
    )
