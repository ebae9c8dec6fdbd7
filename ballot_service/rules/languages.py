"""The languages the product speaks, by BCP-47 tag, with the name that sentences use for each."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.words import Sentence, say

LANGUAGES: Mapping[str, Sentence] = {
    "en": say("English"),
    "es": say("Spanish"),
    "vi": say("Vietnamese"),
    "ar": say("Arabic"),
    "zh-Hans": say("Chinese"),
}


def language_name(tag: str) -> Sentence:
    """The name of a language for a sentence; the tag itself where the product does not speak it."""
    return LANGUAGES.get(tag) or Sentence("{tag}", {"tag": tag})
