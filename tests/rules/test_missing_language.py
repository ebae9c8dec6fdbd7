"""Who gets which language where there is no text in their own (R021, R022; requirements 1.15, notice)."""

import pytest

from ballot_service.rules.election_settings import DEFAULTS, MissingLanguage, Stage
from ballot_service.rules.missing_language import Reading, written_in
from ballot_service.rules.setting_changes import SettingChange, may_change_setting

WRITTEN = ("ar", "en", "es", "vi")
REFUSE, BILINGUAL, BASE = MissingLanguage


def reading(policy: MissingLanguage, reads: str = "gu", **more: object) -> tuple[str, ...]:
    usual: dict[str, object] = {"written": WRITTEN, "base": "en", "required": ("es", "en")}
    return written_in(Reading(reads=reads, policy=policy, **{**usual, **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", MissingLanguage)
def test_whoever_reads_a_language_with_a_text_gets_it_and_nothing_else(policy: MissingLanguage) -> None:
    assert reading(policy, "vi") == ("vi",)


def test_without_a_choice_nobody_gets_another_language() -> None:
    assert DEFAULTS.missing_language is REFUSE
    assert reading(REFUSE) == ()


def test_an_answer_that_must_arrive_comes_in_the_districts_language() -> None:
    assert reading(REFUSE, must_arrive=True) == ("en",)
    assert reading(REFUSE, must_arrive=True, base="es") == ("es",)
    assert reading(REFUSE, must_arrive=True, base="fr") == ("en",), "the district itself may read another one"


def test_several_languages_come_in_the_order_of_the_notice() -> None:
    assert reading(BILINGUAL) == ("es", "en")
    assert reading(BILINGUAL, required=("hmn", "es")) == ("es",)
    assert reading(BILINGUAL, required=("hmn",)) == ("en",)


def test_the_base_language_stands_alone() -> None:
    assert reading(BASE) == ("en",)
    assert reading(BASE, written=()) == ()


def test_the_choice_is_fixed_once_the_notice_is_out() -> None:
    def change(stage: Stage) -> bool:
        facts = SettingChange(settings=DEFAULTS, name="missing_language", value="base", stage=stage)
        return may_change_setting(facts).allowed

    assert change(Stage.FORMS_OPEN)
    assert not change(Stage.NOTICE_PUBLISHED), "changed words would go to everybody again"
