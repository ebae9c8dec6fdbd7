"""Since when each key of the environment is in use: noted by fingerprint when a server starts, never the key itself."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from ballot_service.rules.words import say
from ballot_service.services.backup_format import Keys
from ballot_service.services.checks import Check, State

FILE = "keys-first-seen.json"
LASTS = timedelta(days=2 * 365)
"""How long one key may sign links before somebody should think of a new one."""


def note_keys(folder: Path, keys: Keys, now: datetime) -> None:
    """Notes keys that were not seen before, with the moment (aware). Raises OSError if the folder cannot be written."""
    known = _known(folder)
    seen = {
        name: known.get(name, now.isoformat()) for name in (*keys.link_fingerprints, keys.sealing_fingerprint)
    }
    if seen.items() <= known.items():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder, delete=False) as draft:
        json.dump(known | seen, draft)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(folder / FILE)


def key_age(folder: Path, keys: Keys, now: datetime) -> Check:
    """Since when the present keys are in use. Old link keys may stay behind the new one until elections have closed."""
    known = _known(folder)
    since = known.get(keys.link_fingerprints[0])
    sealing = known.get(keys.sealing_fingerprint)
    label = say("Age of the keys")
    if since is None or sealing is None:
        return Check(
            name="key_age",
            label=label,
            state=State.NOTE,
            sentence=say(
                "It is not known since when the keys are in use. The server notes it when it starts."
            ),
        )
    is_old = now - datetime.fromisoformat(since) > LASTS
    return Check(
        name="key_age",
        label=label,
        state=State.NOTE if is_old else State.GOOD,
        sentence=say(
            "The key for links is in use since {links}, the sealing secret since {sealing}. Keys for links in all: "
            "{number}.",
            links=datetime.fromisoformat(since).date(),
            sealing=datetime.fromisoformat(sealing).date(),
            number=len(keys.link_keys),
        ),
        remedy=say("When no election is open, put a new key in front: BALLOTS_SECRET_KEYS=new,old")
        if is_old
        else None,
    )


def _known(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / FILE).read_text())
    except (OSError, ValueError):
        return {}
    return found
