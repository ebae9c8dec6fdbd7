"""Puts the names people know in place of the ids that rules work with, so that recorded facts hold no
names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import Sentence


def with_names(sentence: Sentence, names: Mapping[str, str]) -> Sentence:
    """The same sentence with each value that is an id in `names` replaced by its name."""
    return replace(sentence, values={key: _named(value, names) for key, value in sentence.values.items()})


def decision_with_names(decision: Decision, names: Mapping[str, str]) -> Decision:
    """The same decision with names in the sentences and remedies of every reason."""
    return replace(decision, reasons=tuple(_reason_with_names(reason, names) for reason in decision.reasons))


def _reason_with_names(reason: Reason, names: Mapping[str, str]) -> Reason:
    remedy = None if reason.remedy is None else with_names(reason.remedy, names)
    return replace(reason, sentence=with_names(reason.sentence, names), remedy=remedy)


def _named(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, tuple):
        return tuple(_named(part, names) for part in value)
    if isinstance(value, Sentence):
        return with_names(value, names)
    return names.get(value, value) if isinstance(value, str) else value
