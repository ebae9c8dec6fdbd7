"""In which languages somebody is written to in whose own there is no text: never in another one without saying so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ballot_service.catalogues import BASE
from ballot_service.rules.election_settings import MissingLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who is written to: the language that the person reads, and those in which there is a text (BCP-47 tags).

    `base` is the district's language, `required` those in which notices of the election must be given. With
    `must_arrive` the message answers the person, and leaving it out is no choice.
    """

    reads: str
    written: Collection[str]
    policy: MissingLanguage
    base: str
    required: tuple[str, ...]
    must_arrive: bool = False


def written_in(facts: Reading) -> tuple[str, ...]:
    """The languages of the message, one after the other; none if the person has to be told in another way.

    Source: R022; requirements 1.15, notice (nobody is passed over in silence); decision 15.
    """
    if facts.reads in facts.written:
        return (facts.reads,)
    if facts.policy is MissingLanguage.REFUSE and not facts.must_arrive:
        return ()
    if facts.policy is MissingLanguage.BILINGUAL:
        both = tuple(tag for tag in facts.required if tag in facts.written)
        if both:
            return both
    return next(((tag,) for tag in (facts.base, BASE) if tag in facts.written), ())
