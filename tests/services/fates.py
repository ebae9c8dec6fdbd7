"""Every way a ballot can arrive, and what becomes of it: what one voter does and when, and where the ballots end.

The lists are worked out by hand; nothing of the service is asked for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ballot_service.models import DispositionKind
from tests.tallow_creek import at

ACCEPTED, DUPLICATE, LATE = DispositionKind.ACCEPTED, DispositionKind.DUPLICATE, DispositionKind.LATE
NOT_ELIGIBLE, NOT_CURED = DispositionKind.NOT_ELIGIBLE, DispositionKind.NOT_CURED
ISSUED, EARLY, VOTED, AGAIN, BACK = at(11, 19), at(11, 20), at(11, 21), at(11, 22), at(11, 24)
CORRECTED, CHOSEN, RETURNED = at(11, 25), at(11, 26), at(11, 27)
"""A ballot that is corrected is so on 25 November; what comes later is on its new version."""
IN_TIME, LAST_HOUR, MISSED = at(11, 28), at(12, 5, 18), at(12, 5, 20)
FIRST_NIGHT, SIGNED, ARRIVED, DECIDED = at(12, 5, 21), at(12, 8), at(12, 9), at(12, 10)
WINDOWS_END, LAST_NIGHT, TOO_LATE = at(12, 12, 17), at(12, 12, 18), at(12, 13)

Steps = tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Fate:
    """What one voter does, and where that voter's ballots end.

    From the web: `web`, of a second line of the same person `twin`, and what was chosen again after a correction
    `added`. On paper: `paper`. With a card: drawn and kept, and used. `version` is that of the ballot on which the
    one that counts was made, `is_instead` says that a whole ballot by link took the place of a closed envelope. Where
    ballots are counted at the close (1) and again later (2), `night` is when the accepted envelope is opened.
    """

    steps: Steps = ()
    web: DispositionKind | None = None
    paper: tuple[DispositionKind, ...] = ()
    night: int = 1
    is_held: bool = False
    is_walk_in: bool = False
    drew: bool = False
    used: bool = False
    has_twin: bool = False
    twin: DispositionKind | None = None
    added: tuple[DispositionKind, ...] = ()
    version: int = 1
    is_instead: bool = False
    if_corrected: Fate | None = None
    """The lists of the same steps where the ballot is corrected, if they are others."""

    @property
    def is_on_roll(self) -> bool:
        return not (self.is_held or self.is_walk_in) or "admit" in self.acts

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(act for _, act in self.steps)

    @property
    def is_decided_late(self) -> bool:
        """Whether a ballot from the web waits for a decision when voting closes."""
        late = [act for moment, act in self.steps if moment > FIRST_NIGHT]
        return self.web is not None and bool({"admit", "refuse"} & set(late))

    @property
    def web_lists(self) -> tuple[DispositionKind, ...]:
        """Where this person's envelopes from the web end, but for what was chosen again."""
        by_card = (ACCEPTED,) if self.used else ()
        return tuple(kind for kind in (self.web, self.twin, *by_card) if kind is not None)


def _paper(*steps: tuple[datetime, str]) -> Steps:
    return ((ISSUED, "issue"), *steps)


def _mailed(*steps: tuple[datetime, str]) -> Steps:
    return ((ISSUED, "issue by mail"), *steps)


def _held(*steps: tuple[datetime, str], may: bool, at: datetime = DECIDED) -> Steps:
    return (*steps, (at, "admit" if may else "refuse"))


WEB, CAST = (VOTED, "web"), ((VOTED, "web"),)
UNSIGNED = (EARLY, "drop unsigned")
DRAWN, USED = (EARLY, "draw"), (VOTED, "card")
ANEW = (CHOSEN, "choose again")

BY_WEB_AND_PAPER: dict[str, Fate] = {
    "nothing": Fate(),
    "web": Fate(CAST, ACCEPTED),
    "web, held and admitted": Fate(_held(WEB, may=True), ACCEPTED, is_held=True),
    "web, held and refused": Fate(_held(WEB, may=False), NOT_ELIGIBLE, is_held=True),
    "walk-in, admitted": Fate(_held((EARLY, "walk in"), WEB, may=True), ACCEPTED, is_walk_in=True),
    "walk-in, refused": Fate(_held((EARLY, "walk in"), WEB, may=False), NOT_ELIGIBLE, is_walk_in=True),
    "drop box": Fate(_paper((BACK, "drop")), paper=(ACCEPTED,)),
    "table": Fate(_paper((BACK, "table")), paper=(ACCEPTED,)),
    "mail": Fate(_mailed((BACK, "mail")), paper=(ACCEPTED,)),
    "mail in the days of grace": Fate(_mailed((ARRIVED, "mail")), paper=(ACCEPTED,), night=2),
    "drop box after the close": Fate(_paper((MISSED, "drop")), paper=(LATE,)),
    "posted too late": Fate(_mailed((ARRIVED, "mail posted late")), paper=(LATE,)),
    "came too late": Fate(_mailed((TOO_LATE, "mail")), paper=(LATE,)),
    "web, then paper": Fate(_paper(WEB, (BACK, "drop")), ACCEPTED, (DUPLICATE,)),
    "paper, then web": Fate(_paper((EARLY, "drop"), WEB), paper=(ACCEPTED,)),
    "cancelled, and the new one back": Fate(
        _paper((AGAIN, "issue again"), (BACK, "first one"), (IN_TIME, "drop")), paper=(DUPLICATE, ACCEPTED)
    ),
    "cancelled, only the old one back": Fate(
        _paper((AGAIN, "issue again"), (BACK, "first one")), paper=(DUPLICATE,)
    ),
    "unsigned, signed soon": Fate(_paper(UNSIGNED, (IN_TIME, "sign")), paper=(ACCEPTED,)),
    "unsigned, signed after the close": Fate(_paper(UNSIGNED, (SIGNED, "sign")), paper=(ACCEPTED,), night=2),
    "unsigned": Fate(_paper(UNSIGNED), paper=(NOT_CURED,)),
    "unsigned, then web": Fate(_paper(UNSIGNED, WEB), ACCEPTED, (DUPLICATE,)),
    "unsigned, then web, then signed": Fate(_paper(UNSIGNED, WEB, (SIGNED, "sign")), ACCEPTED, (DUPLICATE,)),
    "held on paper, admitted soon": Fate(
        _held(*_paper((BACK, "drop")), may=True, at=IN_TIME), paper=(ACCEPTED,), is_held=True
    ),
    "held on paper, admitted": Fate(
        _held(*_paper((BACK, "drop")), may=True), paper=(ACCEPTED,), night=2, is_held=True
    ),
    "held on paper, refused": Fate(
        _held(*_paper((BACK, "drop")), may=False), paper=(NOT_ELIGIBLE,), is_held=True
    ),
    "held and unsigned, admitted": Fate(_held(*_paper(UNSIGNED), may=True), paper=(NOT_CURED,), is_held=True),
    "held and unsigned, refused": Fate(
        _held(*_paper(UNSIGNED), may=False), paper=(NOT_ELIGIBLE,), is_held=True
    ),
    "held, web then paper, admitted": Fate(
        _held(*_paper(WEB, (BACK, "drop")), may=True), ACCEPTED, (DUPLICATE,), is_held=True
    ),
    "held, web then paper, refused": Fate(
        _held(*_paper(WEB, (BACK, "drop")), may=False), NOT_ELIGIBLE, (DUPLICATE,), is_held=True
    ),
    "handed out, not back": Fate(_paper()),
    "mailed out, not back": Fate(_mailed()),
    "no postmark, before the close": Fate(_mailed((BACK, "mail without postmark")), paper=(ACCEPTED,)),
    "no postmark, after the close": Fate(_mailed((ARRIVED, "mail without postmark")), paper=(LATE,)),
    "spoiled and replaced": Fate(_paper((AGAIN, "issue again"), (BACK, "drop")), paper=(ACCEPTED,)),
    "one envelope entered twice": Fate(_paper((BACK, "drop"), (IN_TIME, "drop known")), paper=(ACCEPTED,)),
    "signed in, paper at the table": Fate(
        ((AGAIN, "sign in for paper"), (BACK, "issue"), (IN_TIME, "table")), paper=(ACCEPTED,)
    ),
    "signed in, own link on the tablet": Fate(((EARLY, "sign in with link"), WEB), ACCEPTED),
    "signed in by a slip": Fate(
        ((EARLY, "sign in for paper"), (AGAIN, "undo sign-in"), (BACK, "web")), ACCEPTED
    ),
    "paper in a cut, entered after the close": Fate(
        _paper((MISSED, "drop in the last hour")), paper=(ACCEPTED,)
    ),
    "in a cut, after a vote by link": Fate(
        _paper(WEB, (MISSED, "drop in the last hour")), ACCEPTED, (DUPLICATE,)
    ),
    "link lost, a new one": Fate(((EARLY, "new link"), WEB), ACCEPTED),
    "link went to somebody else": Fate(((EARLY, "not me"), (VOTED, "new link"), (BACK, "web")), ACCEPTED),
    "web late": Fate(((CHOSEN, "web"),), ACCEPTED, version=2),
    "paper late": Fate(((CHOSEN, "issue"), (RETURNED, "drop")), paper=(ACCEPTED,), version=2),
}
WITH_CARDS: dict[str, Fate] = {
    "card": Fate((DRAWN, USED), drew=True, used=True),
    "card late": Fate((DRAWN, (CHOSEN, "card")), drew=True, used=True, version=2),
    "card, pressed twice": Fate((DRAWN, USED, (AGAIN, "card known")), drew=True, used=True),
    "card, never used": Fate((DRAWN,), drew=True),
    "card, then the link": Fate((DRAWN, USED, (BACK, "web")), drew=True, used=True),
    "card, then paper is refused": Fate((DRAWN, USED, (BACK, "no paper")), drew=True, used=True),
    "card handed back, then paper": Fate(
        (DRAWN, (AGAIN, "hand back for paper"), (BACK, "issue"), (IN_TIME, "table")), paper=(ACCEPTED,)
    ),
    "card handed back, then web": Fate((DRAWN, (AGAIN, "hand back"), (BACK, "web")), ACCEPTED),
    "card handed back": Fate((DRAWN, (AGAIN, "hand back"))),
    "card handed back, another drawn": Fate(
        (DRAWN, (AGAIN, "hand back"), (BACK, "draw"), (IN_TIME, "card")), drew=True, used=True, version=2
    ),
    "paper is out, no card": Fate(_paper((EARLY, "no card"), (BACK, "drop")), paper=(ACCEPTED,)),
    "voted, no card": Fate((WEB, (AGAIN, "no card")), ACCEPTED),
    "held, no card": Fate(_held((EARLY, "no card"), WEB, may=True), ACCEPTED, is_held=True),
}
MERGED = (IN_TIME, "merge")
OF_TWO_LINES: dict[str, Fate] = {
    "two lines, both by web": Fate(
        (WEB, (AGAIN, "twin web"), MERGED), ACCEPTED, has_twin=True, twin=DUPLICATE
    ),
    "two lines, only the second votes": Fate(((VOTED, "twin web"), MERGED), has_twin=True, twin=ACCEPTED),
    "two lines, neither votes": Fate((MERGED,), has_twin=True),
    "two lines, web and the second's paper": Fate(
        ((ISSUED, "twin issue"), WEB, (BACK, "twin drop"), MERGED), ACCEPTED, (DUPLICATE,), has_twin=True
    ),
    "two lines, paper and the second's web": Fate(
        _paper((EARLY, "drop"), (VOTED, "twin web"), MERGED),
        paper=(ACCEPTED,),
        has_twin=True,
        twin=DUPLICATE,
    ),
    "two lines, both on paper": Fate(
        _paper((EARLY, "twin issue"), (AGAIN, "drop"), (BACK, "twin drop"), MERGED),
        paper=(ACCEPTED, DUPLICATE),
        has_twin=True,
    ),
    "two lines, the second's paper after they are one": Fate(
        ((ISSUED, "twin issue"), (BACK, "merge"), (IN_TIME, "twin drop")), paper=(ACCEPTED,), has_twin=True
    ),
    "two lines, voted, the second's paper after they are one": Fate(
        ((ISSUED, "twin issue"), WEB, (BACK, "merge"), (IN_TIME, "twin drop")),
        ACCEPTED,
        (DUPLICATE,),
        has_twin=True,
    ),
    "two lines, card and the second's web": Fate(
        (DRAWN, USED, (AGAIN, "twin web"), MERGED), has_twin=True, twin=DUPLICATE, drew=True, used=True
    ),
    "two lines, paper and the second's card": Fate(
        _paper((EARLY, "twin draw"), (VOTED, "card"), (BACK, "drop"), MERGED),
        paper=(DUPLICATE,),
        has_twin=True,
        drew=True,
        used=True,
    ),
}
AFTER_A_CORRECTION: dict[str, Fate] = {
    "web, then chosen again": Fate(
        (WEB, ANEW), ACCEPTED, if_corrected=Fate((WEB, ANEW), ACCEPTED, added=(ACCEPTED,))
    ),
    "web, chosen again twice": Fate(
        (WEB, ANEW, (RETURNED, "choose known")),
        ACCEPTED,
        if_corrected=Fate((WEB, ANEW, (RETURNED, "choose known")), ACCEPTED, added=(ACCEPTED,)),
    ),
    "paper, then chosen again by link": Fate(
        _paper((BACK, "drop"), ANEW),
        paper=(ACCEPTED,),
        if_corrected=Fate(_paper((BACK, "drop"), ANEW), ACCEPTED, (DUPLICATE,), version=2, is_instead=True),
    ),
    "old paper back, then chosen again by link": Fate(
        _paper((RETURNED, "drop"), (IN_TIME, "choose again")),
        paper=(ACCEPTED,),
        if_corrected=Fate(
            _paper((RETURNED, "drop"), (IN_TIME, "choose again")),
            ACCEPTED,
            (DUPLICATE,),
            version=2,
            is_instead=True,
        ),
    ),
    "old paper out, then the new ballot by web": Fate(
        _paper((CHOSEN, "web"), (RETURNED, "drop")), ACCEPTED, (DUPLICATE,), version=2
    ),
    "old paper out, then new paper": Fate(
        _paper((CHOSEN, "issue again"), (RETURNED, "first one"), (IN_TIME, "drop")),
        paper=(DUPLICATE, ACCEPTED),
        version=2,
    ),
    "new paper, nothing to choose again": Fate(
        ((CHOSEN, "issue"), (RETURNED, "drop"), (IN_TIME, "choose known")), paper=(ACCEPTED,), version=2
    ),
    "unsigned, then the new ballot by web": Fate(
        _paper(UNSIGNED, (CHOSEN, "web"), (SIGNED, "sign")), ACCEPTED, (DUPLICATE,), version=2
    ),
    "held, chosen again, admitted": Fate(
        _held(WEB, ANEW, may=True),
        ACCEPTED,
        is_held=True,
        if_corrected=Fate(_held(WEB, ANEW, may=True), ACCEPTED, is_held=True, added=(ACCEPTED,)),
    ),
    "held, chosen again, refused": Fate(
        _held(WEB, ANEW, may=False),
        NOT_ELIGIBLE,
        is_held=True,
        if_corrected=Fate(_held(WEB, ANEW, may=False), NOT_ELIGIBLE, is_held=True, added=(NOT_ELIGIBLE,)),
    ),
    "held, admitted, then chosen again": Fate(
        (WEB, (BACK, "admit"), ANEW),
        ACCEPTED,
        is_held=True,
        if_corrected=Fate((WEB, (BACK, "admit"), ANEW), ACCEPTED, is_held=True, added=(ACCEPTED,)),
    ),
    "held on paper, chosen again, admitted": Fate(
        _held(*_paper((BACK, "drop"), ANEW), may=True),
        paper=(ACCEPTED,),
        night=2,
        is_held=True,
        if_corrected=Fate(
            _held(*_paper((BACK, "drop"), ANEW), may=True),
            ACCEPTED,
            (DUPLICATE,),
            is_held=True,
            version=2,
            is_instead=True,
        ),
    ),
    "two lines, one of them chosen again": Fate(
        (WEB, (AGAIN, "twin web"), (BACK, "merge"), ANEW),
        ACCEPTED,
        has_twin=True,
        twin=DUPLICATE,
        if_corrected=Fate(
            (WEB, (AGAIN, "twin web"), (BACK, "merge"), ANEW),
            ACCEPTED,
            has_twin=True,
            twin=DUPLICATE,
            added=(ACCEPTED,),
        ),
    ),
    "two lines, both chosen again": Fate(
        (WEB, (AGAIN, "twin web"), ANEW, (RETURNED, "twin choose again"), MERGED),
        ACCEPTED,
        has_twin=True,
        twin=DUPLICATE,
        if_corrected=Fate(
            (WEB, (AGAIN, "twin web"), ANEW, (RETURNED, "twin choose again"), MERGED),
            ACCEPTED,
            has_twin=True,
            twin=DUPLICATE,
            added=(ACCEPTED, DUPLICATE),
        ),
    ),
}
FATES: dict[str, Fate] = {**BY_WEB_AND_PAPER, **WITH_CARDS, **OF_TWO_LINES, **AFTER_A_CORRECTION}
