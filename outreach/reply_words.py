"""What people write to end messages, to get them again, for help, or to change the language: data, by language.

Written as `replies.plain` leaves them: small letters without accents or marks, except where an accent tells two words
apart ("dừng" is stop, "đúng" is right). A language is added by adding its lines.
STOP and its like are those that American carriers and Twilio know; the rest is how people say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STOP_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "stop",
            "stopall",
            "stop all",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
            "opt out",
            "remove",
            "remove me",
            "unsub",
            "no more",
        ),
        "es": (
            "alto",
            "parar",
            "pare",
            "paren",
            "detener",
            "cancelar",
            "cancelen",
            "anular",
            "terminar",
            "salir",
            "basta",
            "baja",
            "darme de baja",
            "no mas",
            "ya no",
            "ya no mas",
        ),
        "ar": ("توقف", "قف", "ايقاف", "الغاء", "الغ", "الغي", "اوقف", "كفي", "الغاء الاشتراك"),
        "vi": ("dừng", "dung lai", "ngung", "dung", "huy", "huy bo", "huy dang ky", "tu choi"),
        "zh-Hans": ("停止", "停", "退订", "退訂", "拒收", "取消", "取消订阅", "取消訂閱", "不要"),
    }
)
AS_WRITTEN = frozenset({"dung"})
"""Taken only when written just so: with other marks it is another word ("đúng", right; "dùng", use)."""
START_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("start", "unstop", "resume", "subscribe"),
        "es": ("empezar", "iniciar", "comenzar", "reanudar", "suscribir"),
        "ar": ("ابدا", "بدء", "استئناف", "اشتراك"),
        "vi": ("bat dau", "tiep tuc", "dang ky"),
        "zh-Hans": ("开始", "開始", "恢复", "恢復", "订阅", "訂閱"),
    }
)
HELP_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("help", "info"),
        "es": ("ayuda", "auxilio", "informacion"),
        "ar": ("مساعده", "معلومات"),
        "vi": ("tro giup", "giup", "giup do"),
        "zh-Hans": ("帮助", "幫助", "帮忙", "信息"),
    }
)
LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("en", "english", "in english", "ingles", "en ingles"),
        "es": ("es", "espanol", "en espanol", "spanish", "in spanish", "castellano"),
        "ar": ("ar", "العربيه", "عربي", "بالعربيه", "arabic", "arabe"),
        "vi": ("vi", "tieng viet", "viet", "vietnamese", "vietnamita"),
        "zh-Hans": ("zh", "中文", "汉语", "普通话", "简体中文", "chinese", "chino"),
    }
)
STOP_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r"(?:please )?(?:stop|quit|end|cancel|unsubscribe)(?: (?:please|pls|now|it|this|that|these|all|me|"
            r"thanks|thank you|the|your|my|texts?|texting|messages?|messaging|sms|subscription|sending|calling))*",
            r".*\b(?:stop|quit) (?:texting|messaging|sending|bothering|contacting|writing)\b.*",
            r".*\b(?:do not|dont|don t|never) (?:text|message|contact|write)\b.*",
            r".*\bno more (?:texts?|messages?|sms)\b.*",
            r".*\b(?:take|remove|delete) (?:me|my (?:number|phone))\b.*",
            r".*\bleave me alone\b.*",
            r".*\b(?:want|like) to (?:unsubscribe|opt out)\b.*",
            r"(?:please )?opt (?:me )?out(?: (?:please|thanks|now))*",
        ),
        "es": (
            r".*\bno (?:me|nos) (?:mande|manden|mandes|envie|envien|envies|escriba|escriban|escribas|texteen|"
            r"textee|molesten|moleste|contacten)\b.*",
            r".*\b(?:deje|dejen|deja) de (?:mandar|enviar|escribir|textear|molestar)\w*\b.*",
            r".*\bno (?:quiero|deseo) (?:mas |recibir |estos )*(?:mensajes|textos)\b.*",
            r".*\b(?:ya )?no (?:quiero|deseo) (?:que me \w+|recibir (?:nada|mas|esto|estos))\b.*",
            r".*\b(?:quitenme|quiteme|borrenme|borreme|saquenme|saqueme)\b.*",
            r".*\b(?:basta de|no mas) (?:mensajes|textos)\b.*",
            r"(?:por favor )?(?:alto|pare|paren)(?: (?:por favor|ya|gracias|mensajes|los))*",
        ),
        "ar": (
            r".*لا ترسل.*",
            r"(?:توقف|قف|كفي|الغاء) (?:من فضلك|رجاء|شكرا)",
            r".*توقف(?:وا)? عن.*",
            r".*لا اريد.*رساي?ل.*",
            r".*اوقفوا.*",
        ),
        "vi": (
            r".*\bdung (?:nhan tin|gui)\b.*",
            r".*\bkhong (?:nhan|muon nhan|gui) tin\b.*",
            r".*\bkhong muon nhan tin\b.*",
        ),
        "zh-Hans": (
            r".*(?:不要|别|別|停止|请勿|請勿)(?:再)?(?:给我|給我)?(?:发|發|联系|聯繫).*",
            r".*不想(?:再)?收到.*",
        ),
    }
)
WRONG_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            r".*\bwrong (?:number|person|phone)\b.*",
            r".*\b(?:this is not|i am not|im not|i m not) [a-z]+$",
        ),
        "es": (
            r".*\b(?:numero|telefono) (?:equivocado|incorrecto)\b.*",
            r".*\bse equivoc\w+ de (?:numero|persona)\b.*",
            r".*\besta equivocado\b.*",
        ),
        "ar": (r".*رقم خاطي?.*", r".*الرقم غلط.*"),
        "vi": (r".*\b(?:nham|sai) so\b.*",),
        "zh-Hans": (r".*(?:打错|发错|發錯|号码错|號碼錯|错号|錯號).*",),
    }
)
