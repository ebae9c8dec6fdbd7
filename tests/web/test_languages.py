"""Which language a page speaks to a phone, and how each language says days and hours."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from ballot_service import catalogues
from ballot_service.services.announcing.notice_words import short_moment
from ballot_service.web.languages import LANGUAGES, of_the_browser, register_languages
from ballot_service.web.speaking import speak

AT = datetime(2025, 11, 18, 19, 0, tzinfo=ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("sent", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,en;q=0.5", "zh-Hans"),
        ("es-MX,en;q=0.9", "es"),
        ("ar-EG", "ar"),
        ("gu,vi;q=0.5,en;q=0.4", "vi"),
        ("en-US,es;q=0.9", "en"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_the_first_language_of_the_phone_that_we_speak_is_taken(sent: str, spoken: str) -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": sent}):
        assert of_the_browser() == spoken


@pytest.mark.parametrize(
    ("tag", "whole", "short"),
    [
        (
            "en",
            "Tuesday 18 November 2025, 7:00 p.m. Central time",
            "Tue 18 Nov, 7:00 p.m.",
        ),
        (
            "es",
            "martes 18 de noviembre de 2025, 7:00 p. m. hora del centro",
            "mar 18 nov, 7:00 p. m.",
        ),
        (
            "ar",
            "الثلاثاء، 18 نوفمبر 2025، 7:00 م بتوقيت وسط الولايات المتحدة",
            "الثلاثاء، 18 نوفمبر 7:00 م",
        ),
        ("vi", "Thứ Ba, 18 tháng 11, 2025, 19:00 giờ miền Trung Hoa Kỳ", "Th 3, 18 thg 11 19:00"),
        ("zh-Hans", "2025年11月18日星期二 19:00 美国中部时间", "11月18日周二 19:00"),
    ],
)
def test_days_and_hours_are_said_as_the_language_says_them(tag: str, whole: str, short: str) -> None:
    app = Flask(__name__)
    register_languages(app)
    with app.app_context():
        said = speak(tag, AT)
    assert " ".join(said.replace("\u200f", "").split()) == whole
    assert " ".join(short_moment(tag, AT).replace("\u200f", "").split()) == short


def test_each_language_is_called_by_its_own_name() -> None:
    assert [LANGUAGES[tag] for tag in ("ar", "en", "es", "vi")] == [
        "العربية",
        "English",
        "Español",
        "Tiếng Việt",
    ]
    assert LANGUAGES["zh-Hans"].startswith("中文")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('long_day = "EEEE', "translations/es/days.toml cannot be read: "),
        ('longday = "EEEE"', "translations/es/days.toml, longday: no field has this name."),
        ('american_hours = "yes"', "translations/es/days.toml, american_hours: true or false belongs here."),
    ],
)
def test_a_file_on_days_that_is_not_in_order_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "days.toml").write_text(words)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    with pytest.raises(catalogues.BrokenDays) as refused:
        catalogues.day_forms.__wrapped__("es")
    assert str(refused.value).startswith(said)
