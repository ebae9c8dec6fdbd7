"""The upload that a clerk's session is working on: the session holds its key, the storage the sealed file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import session

from ballot_service.importing.records import FileKind
from ballot_service.services.pending_import import (
    PendingImport,
    UploadGone,
    keep_choices,
    keep_sealed,
    new_key,
    read_choices,
    read_sealed,
)
from ballot_service.web.rows import own_district, storage

DESK = "import"
"""Where the session keeps the key of the upload and the name of its choices."""


def take(name: str, content: bytes, kind: FileKind | None) -> None:
    """Keeps a new upload in the place of any before it."""
    forget()
    key = new_key()
    _keep(key, PendingImport(name=name, file=keep_sealed(storage(), key, content), kind=kind))


def choose(pending: PendingImport, overrides: Mapping[str, str]) -> None:
    """Keeps what the columns are to be used for."""
    old = session[DESK]["choices"]
    _keep(session[DESK]["key"], replace(pending, overrides=dict(overrides)))
    storage().forget(old)


def _keep(key: str, pending: PendingImport) -> None:
    district = str(own_district().id)
    session[DESK] = {"key": key, "choices": keep_choices(storage(), key, pending), "district": district}


def on_desk() -> tuple[PendingImport, bytes]:
    """What this session is importing into this district, with its bytes. Raises UploadGone."""
    desk = session.get(DESK) or {}
    if desk.get("district") != str(own_district().id):
        raise UploadGone
    pending = read_choices(storage(), desk["key"], desk["choices"])
    return pending, read_sealed(storage(), desk["key"], pending.file)


def forget() -> None:
    """Removes the upload, what was chosen for it, and the numbers of its import."""
    session.pop("imported", None)
    try:
        pending, _content = on_desk()
    except UploadGone:
        session.pop(DESK, None)
        return
    storage().forget(pending.file)
    storage().forget(session.pop(DESK)["choices"])
