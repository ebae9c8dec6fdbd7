"""The manifest: everything that is fixed before voting opens, in one document with one fingerprint.

The fingerprint is printed on notices, ballots and results; it is the anchor outside the file. A corrected
ballot is a new version that names the fingerprint of the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ballot_service.sealing.canonical import canonical_json, fingerprint_of_bytes
from ballot_service.sealing.keys import NotAKey, opening_public_key, verifying_key
from ballot_service.sealing.shapes import LEFT_OUT_IF_EMPTY, read_shape, write_shape

MANIFEST_FORMAT = "ballot-manifest/1"


class ManifestProblem(ValueError):
    """A manifest that nobody could hold an election by; the text names the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestCandidate:
    """A name, and the statement as voters read it: by language tag, in the nominee's own words and in translations
    that a second person approved. `own_language` is the tag of the own words. Both may be missing.
    """

    id: str
    name: str
    own_language: str = field(default="", metadata=LEFT_OUT_IF_EMPTY)
    statements: Mapping[str, str] = field(default_factory=dict, metadata=LEFT_OUT_IF_EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestContest:
    """One group's seats. Candidates stand in the order drawn for the ballot.

    `votes_allowed` is 0 where no vote is held: nobody stands, or unopposed candidates are declared elected
    (1.14).
    """

    id: str
    title: str
    seat_group: str
    votes_allowed: int
    number_elected: int
    candidates: tuple[ManifestCandidate, ...]

    @property
    def is_voted(self) -> bool:
        return self.votes_allowed > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestStyle:
    """The contests that one kind of voter gets, in order."""

    id: str
    name: str
    contests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDistrict:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestCorrection:
    """What a version made while people voted puts right: the contests that differ from the version before, in ballot
    order (none where only the close moved), and why, in the words of those who corrected it.
    """

    contests: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRunoff:
    """Whose tie a run-off decides: the first election, its contest, and the fingerprint of that ballot."""

    election_id: UUID
    contest: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One version. Times are aware UTC; `zone` is the district's IANA zone; keys are 64 hexadecimal digits.

    `settings` is the election's settings document, as it was frozen. `previous` is the fingerprint of the
    version before, or None for version 1.
    """

    format: str
    version: int
    previous: str | None
    election_id: UUID
    title: str
    district: ManifestDistrict
    zone: str
    opens_at: datetime
    closes_at: datetime
    contests: tuple[ManifestContest, ...]
    styles: tuple[ManifestStyle, ...]
    settings: Mapping[str, object]
    tie_rule: str
    opening_key: str
    verifying_key: str
    corrects: ManifestCorrection | None = field(default=None, metadata=LEFT_OUT_IF_EMPTY)
    runoff_of: ManifestRunoff | None = field(default=None, metadata=LEFT_OUT_IF_EMPTY)

    @property
    def voted(self) -> tuple[ManifestContest, ...]:
        """The contests that stand on the ballot."""
        return tuple(contest for contest in self.contests if contest.is_voted)


def manifest_bytes(manifest: Manifest) -> bytes:
    """The canonical bytes of the manifest document. Raises `ManifestProblem` if it is not fit to be
    printed.
    """
    for problem in manifest_problems(manifest):
        raise ManifestProblem(problem)
    return canonical_json(write_shape(manifest))


def manifest_fingerprint(manifest: Manifest) -> str:
    """The election fingerprint of this version: 64 hexadecimal digits. Raises `ManifestProblem`."""
    return fingerprint_of_bytes(manifest_bytes(manifest))


def differing_contests(before: Manifest, after: Manifest) -> tuple[str, ...]:
    """The contests that are not the same in two versions, in ballot order."""
    then = {contest.id: contest for contest in before.contests}
    return tuple(contest.id for contest in after.contests if contest != then.get(contest.id))


def correction_problem(before: Manifest, after: Manifest) -> str | None:
    """What is wrong about a version that corrects the one before, in words. Nothing but names and the close may
    change, and the version says itself in which contests.
    """
    if after.corrects is None:
        return None
    if _frame(before) != _frame(after) or after.closes_at < before.closes_at:
        return "it changes more than names and a later close"
    if after.corrects.contests != differing_contests(before, after):
        return "it does not name the contests that it changes"
    return None


def _frame(manifest: Manifest) -> tuple[object, ...]:
    """What a correction leaves as it is."""
    contests = tuple((one.id, one.title, one.seat_group, one.number_elected) for one in manifest.contests)
    frame = (contests, manifest.title, manifest.zone, manifest.opens_at, manifest.settings, manifest.tie_rule)
    return (*frame, manifest.runoff_of)


def read_manifest(document: object) -> Manifest:
    """The manifest in a JSON document. Raises `ManifestProblem` (or `Misshapen`, also a ValueError)."""
    manifest = read_shape(Manifest, document)
    for problem in manifest_problems(manifest):
        raise ManifestProblem(problem)
    return manifest


def manifest_problems(manifest: Manifest) -> Iterator[str]:
    """Everything that is wrong inside one version, in words."""
    if manifest.format != MANIFEST_FORMAT:
        yield f"format must be {MANIFEST_FORMAT}"
    if manifest.version < 1 or (manifest.version == 1) != (manifest.previous is None):
        yield "version 1 has no previous fingerprint, and every later version has one"
    if manifest.closes_at <= manifest.opens_at:
        yield "voting must close after it opens"
    yield from _zone_and_key_problems(manifest)
    yield from _repeated("contest id", [contest.id for contest in manifest.contests])
    for contest in manifest.contests:
        yield from _contest_problems(contest)
    yield from _style_problems(manifest)
    if manifest.corrects and not {contest.id for contest in manifest.contests}.issuperset(
        manifest.corrects.contests
    ):
        yield "it corrects a contest that it does not have"
    if not all(name.strip() and name.isprintable() for name in _names(manifest)):
        yield "a title or name is empty or holds a sign that cannot be printed"


def _names(manifest: Manifest) -> Iterator[str]:
    """What people read, and what tables hold in one line."""
    yield from (manifest.title, manifest.district.name)
    for contest in manifest.contests:
        yield from (contest.title, *(candidate.name for candidate in contest.candidates))


def _zone_and_key_problems(manifest: Manifest) -> Iterator[str]:
    try:
        ZoneInfo(manifest.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"{manifest.zone!r} is not a time zone"
    try:
        opening_public_key(manifest.opening_key)
        verifying_key(manifest.verifying_key)
    except NotAKey as problem:
        yield str(problem)


def _contest_problems(contest: ManifestContest) -> Iterator[str]:
    if contest.number_elected < 1:
        yield f"contest {contest.title!r} must elect at least one person"
    if contest.is_voted and contest.votes_allowed != min(contest.number_elected, len(contest.candidates)):
        yield f"contest {contest.title!r} must allow as many votes as seats, but no more than candidates"
    if not contest.is_voted and len(contest.candidates) > contest.number_elected:
        yield f"contest {contest.title!r} has more candidates than seats, so a vote must be held"
    yield from _statement_problems(contest)
    yield from _repeated(
        f"candidate id in {contest.title!r}", [candidate.id for candidate in contest.candidates]
    )
    if not all(
        _is_one_word(part) for part in (contest.id, *(candidate.id for candidate in contest.candidates))
    ):
        yield f"an id in contest {contest.title!r} is empty or contains a space"


def _statement_problems(contest: ManifestContest) -> Iterator[str]:
    for candidate in contest.candidates:
        if candidate.own_language and candidate.own_language not in candidate.statements:
            yield f"the own words of {candidate.name!r} are missing"
        if not all(text.strip() for text in candidate.statements.values()):
            yield f"a statement of {candidate.name!r} is empty"


def _style_problems(manifest: Manifest) -> Iterator[str]:
    yield from _repeated("style id", [style.id for style in manifest.styles])
    for style in manifest.styles:
        yield from _repeated(f"contest in style {style.name!r}", style.contests)
    voted = {contest.id for contest in manifest.voted}
    if {contest for style in manifest.styles for contest in style.contests} != voted:
        yield "the styles together must hold each contest that is voted on, and no other"


def _repeated(what: str, ids: Sequence[str]) -> Iterator[str]:
    if len(set(ids)) != len(ids):
        yield f"the same {what} stands there twice"


def _is_one_word(text: str) -> bool:
    return text.split() == [text]
