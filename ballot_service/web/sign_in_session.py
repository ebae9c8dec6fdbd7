"""What a session holds after sign-in: who, since when, and the chosen language. Nothing older survives."""

from __future__ import annotations

from flask import g, session

IDENTITY = frozenset({"_user_id", "_id", "_fresh", "fs_paa", "fs_cc"})
"""The keys of the sign-in library: who, in which browser, and when they proved it."""
KEPT = frozenset({"language"})
CSRF = "csrf_token"


def renew_session(*, keep_identity: bool) -> None:
    """Forgets what an earlier visitor of this browser left behind, the key against forged forms included."""
    kept = KEPT | IDENTITY if keep_identity else KEPT
    for key in set(session) - kept:
        session.pop(key)
    g.pop(CSRF, None)
