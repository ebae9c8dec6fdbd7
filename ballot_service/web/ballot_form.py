"""The choices that travel through the ballot pages in hidden fields; nothing is kept on the server until the cast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from ballot_service.rules.contests import Contest

FIELD = "choice-"
BLANK = "blank"


@dataclass
class BallotForm:
    """What a voter has chosen so far: per contest the candidates marked, and the contests left blank on purpose."""

    step: str = "start"
    action: str = ""
    version: str = ""
    """Of the ballot on which the choices were made; empty where the page did not say."""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, posted: MultiDict[str, str], contests: Iterable[Contest]) -> BallotForm:
        """Reads a posted page. Fields of contests that are not on this ballot are passed over."""
        form = cls(
            step=posted.get("step", "start"),
            action=posted.get("action", ""),
            version=posted.get("version", ""),
        )
        for contest in contests:
            values = list(dict.fromkeys(posted.getlist(FIELD + contest.contest)))
            form.chosen[contest.contest] = [value for value in values if value != BLANK]
            if BLANK in values:
                form.blank.add(contest.contest)
        return form

    @property
    def language(self) -> str | None:
        """The language asked for with the button at the top, if that was pressed."""
        name, _, tag = self.action.partition(":")
        return tag if name == "language" else None

    @property
    def change(self) -> str | None:
        """The contest to go back to from the review page."""
        name, _, contest = self.action.partition(":")
        return contest if name == "change" else None

    def is_of_another(self, version: int) -> bool:
        """Whether the ballot was corrected since the page was opened."""
        return self.version not in ("", str(version))

    def keep_only(self, contests: Iterable[Contest]) -> None:
        """Drops choices for names that do not stand on this ballot."""
        for contest in contests:
            chosen = self.chosen[contest.contest]
            self.chosen[contest.contest] = [each for each in chosen if each in contest.candidates]

    def held(self, but: str | None = None) -> list[tuple[str, str]]:
        """Every choice as a hidden field, without those of the contest on the page itself."""
        pairs = [(contest, value) for contest, values in self.chosen.items() for value in values]
        pairs += [(contest, BLANK) for contest in sorted(self.blank)]
        return [pair for pair in pairs if pair[0] != but]
