"""The slip with a voter's own link, as the answer to a press at the table that stands in the trail.

The voter reads it: it speaks their language, and in another one it is shown by another press.
"""

from __future__ import annotations

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ballot_service.links import Links, Purpose
from ballot_service.models import Election, RollStatus, VoterRollEntry
from ballot_service.web.clerk.form_parts import Form
from ballot_service.web.clerk.session_record import code_picture
from ballot_service.web.frame import contact_of, place_of
from ballot_service.web.languages import LANGUAGES, tag_here
from ballot_service.web.roll_words import reasons_of
from ballot_service.web.rows import settings


def link_slip(
    election: Election, entry: VoterRollEntry, *, usual: str = "", is_again: bool = False
) -> ResponseReturnValue:
    """The link as a code and an address, to be used on the spot. The table then goes on with its `usual` means."""
    working = [link for link in entry.links if link.revoked_at is None]
    if not working:
        abort(404)
    links: Links = current_app.extensions["links"]
    token = links.token(Purpose.BALLOT, working[-1].key)
    address = settings().public_origin + url_for("voter.ballot", token=token)
    # whoever works at the table reads on in their own language
    onward = {"label": _("Sign in the next person"), "language": tag_here()}
    again = "clerk.table_again" if is_again else "clerk.table_slip"
    with force_locale(_language(entry).replace("-", "_")):
        return render_template(
            "pages/clerk/table_slip.html",
            election=election,
            entry=entry,
            form=Form(),
            shows_url=url_for(again, election_id=election.id, entry_id=entry.id),
            usual=usual,
            onward=onward,
            place=place_of(election.council, election.district),
            contact=contact_of(election.district),
            is_provisional=entry.status is RollStatus.HELD,
            is_again=is_again,
            reasons=reasons_of(entry),
            address=address,
            code=code_picture(address, _("Square code that leads to this ballot. Its address stands below.")),
        )


def _language(entry: VoterRollEntry) -> str:
    """What was asked for on the slip itself or on the page before it, or the voter's own, or the reader's."""
    pressed, asked = request.form.get("action", "").removeprefix("language:"), request.args.get("lang", "")
    return next((each for each in (pressed, asked, entry.language) if each in LANGUAGES), tag_here())
