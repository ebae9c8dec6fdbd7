"""The languages the product speaks, by BCP-47 tag, with the name that sentences use for each."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.catalogues import shipped_languages
from ballot_service.rules.words import Sentence, Tongue, say

_NAMED = {
    "en": say("English"),
    "es": say("Spanish"),
    "vi": say("Vietnamese"),
    "ar": say("Arabic"),
    "zh-Hans": say("Chinese"),
}


def language_name(tag: str) -> Sentence:
    """The name of a language for a sentence; the tag itself where nobody knows a name."""
    return _NAMED.get(tag) or Sentence("{language}", {"language": Tongue(tag)})


LANGUAGES: Mapping[str, Sentence] = {
    tag: language_name(tag) for tag in dict.fromkeys((*_NAMED, *shipped_languages()))
}
"""Those we expect in every district, and every other one whose texts are there."""
