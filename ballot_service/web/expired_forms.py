"""A form that comes after the session has ended: everything typed is shown again with a button, and nothing is lost."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError

MOST_TYPED = 200_000
"""Letters; more than any form of ours takes."""
KEY = "csrf_token"


def once_more(_error: CSRFError) -> ResponseReturnValue:
    """The same form, to be sent once more; signed-out people sign in first, in another window.

    Only for a form that the browser vouches is ours (`Sec-Fetch-Site`): another site's form gets the plain refusal, so
    that no stranger can put a button in front of somebody.
    """
    typed = [(name, text) for name, texts in request.form.lists() for text in texts if name != KEY]
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if not is_ours or not typed or sum(len(text) for _name, text in typed) > MOST_TYPED:
        title = _("This form was open for too long")
        advice = _("Go back, load the page again and send it once more.")
        return render_template("pages/error.html", title=title, advice=advice), 400
    page = render_template(
        "pages/once_more.html",
        typed=typed,
        action=request.full_path.rstrip("?"),
        has_files=bool(request.files),
        is_signed_in=current_user.is_authenticated,
    )
    return page, 400
