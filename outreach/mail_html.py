"""The HTML part of an e-mail, made from its plain text by one rule, so that there is one text to read and approve.

Paragraphs stay paragraphs; a short first line over others is a heading; numbered lines are a list; the first web
address that stands alone on a line is the button, with the address itself under it. Nothing is loaded from anywhere: no
image, no font, no tracking. Everything is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from outreach.sending import Message
from outreach.states import PurposeClass
from outreach.together import MANY, apart, own_name
from outreach.tongues import is_right_to_left, tongues

SIGNATURE = "-- "
"""The line before a signature (RFC 3676, 4.3); what stands under it at the end of a mail is the footer."""
LONGEST_HEADING = 60
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_NUMBERED = re.compile(r"\d{1,2}[.)] +")
_ENDS = (".", "!", "?", ":", ",", ";", "。", "؟", "：")

_FRAME = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{title}</title>
</head>
<body style="margin:0;padding:0;background:#ffffff;color:#1b1b1b">
<div style="max-width:34rem;margin:0 auto;padding:1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word">
{content}
</div>
</body>
</html>
"""
_H1 = '<h1 style="font-size:1.25rem;line-height:1.3;margin:0 0 1rem">{}</h1>'
_H2 = '<h2 style="font-size:1.0625rem;line-height:1.3;margin:1.5rem 0 .25rem">{}</h2>'
_P = '<p style="margin:0 0 1rem">{}</p>'
_FOOTER = (
    '<p style="margin:2rem 0 0;padding:1rem 0 0;border-top:1px solid #a9aeb1;'
    'font-size:.875rem;color:#565c65">{}</p>'
)
_PART = (
    '<div lang="{language}" dir="{direction}" style="margin:0 0 2rem">\n'
    '<p style="margin:0 0 .5rem;border-bottom:1px solid #a9aeb1;color:#565c65">{name}</p>\n{content}\n</div>'
)
_LIST = '<ol style="margin:0 0 1rem;padding:0 1.5rem">{}</ol>'
_BUTTON = (
    '<p style="margin:1rem 0"><a href="{link}" style="display:inline-block;padding:.75rem 1.25rem;background:#005ea2;'
    'color:#ffffff;font-weight:bold;text-decoration:none;border-radius:.25rem">{words}</a></p>\n'
    '<p style="margin:0 0 1rem;font-size:.875rem"><bdi dir="ltr">{shown}</bdi></p>'
)
_LINK = '<a href="{0}" style="color:#005ea2"><bdi dir="ltr">{0}</bdi></a>'


def as_html(message: Message) -> str:
    """The page for one mail. News ends with the sender's postal address, which becomes the footer; so does whatever
    stands under the line of a signature.
    """
    is_news = message.purpose_class is PurposeClass.NEWS
    parts = apart(message.body) if message.language == MANY else []
    language = parts[0][0] if parts else message.language
    content = [_part(tag, words, is_news=is_news) for tag, words in parts]
    return _FRAME.format(
        language=escape(language),
        direction=_direction(language),
        title=escape(message.subject),
        content="\n".join(content or _of_text(message.body, language, is_news=is_news)),
    )


def _part(language: str, body: str, *, is_news: bool) -> str:
    """One of several languages in a mail, under its own name and written in its own direction."""
    content = "\n".join(_of_text(body, language, is_news=is_news))
    return _PART.format(
        language=escape(language),
        direction=_direction(language),
        name=escape(own_name(language)),
        content=content,
    )


def _direction(language: str) -> str:
    return "rtl" if is_right_to_left(language) else "ltr"


def _of_text(body: str, language: str, *, is_news: bool) -> Iterator[str]:
    blocks = [block for each in body.split("\n\n") if (block := each.strip("\n"))]
    is_signed = blocks[-1:] != [] and blocks[-1].startswith(f"{SIGNATURE}\n")
    footer = blocks.pop().removeprefix(f"{SIGNATURE}\n") if (is_news or is_signed) and len(blocks) > 1 else ""
    yield from _content(blocks, language)
    if footer:
        yield _FOOTER.format(_lines(footer.split("\n")))


def _content(blocks: list[str], language: str) -> Iterator[str]:
    has_button = False
    for place, block in enumerate(blocks):
        lines = block.split("\n")
        if len(lines) > 1 and _is_heading(lines[0]):
            yield (_H2 if place else _H1).format(escape(lines.pop(0)))
        elif place == 0 and _is_heading(lines[0]):
            yield _H1.format(escape(lines.pop(0)))
        for group in _groups(lines):
            alone = len(group) == 1 and bool(_ADDRESS.fullmatch(group[0].strip()))
            if alone and not has_button:
                has_button = True
                yield _button(group[0].strip(), language)
            else:
                yield _list(group) if _NUMBERED.match(group[0]) else _P.format(_lines(group))


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Neighbors of one kind: numbered lines, an address of its own, other lines."""
    group: list[str] = []
    for line in lines:
        if group and _kind(line) != _kind(group[0]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _kind(line: str) -> str:
    if _ADDRESS.fullmatch(line.strip()):
        return "address"
    return "numbered" if _NUMBERED.match(line) else "words"


def _is_heading(line: str) -> bool:
    is_short = len(line) <= LONGEST_HEADING and not line.rstrip().endswith(_ENDS)
    return is_short and not _ADDRESS.search(line) and not _NUMBERED.match(line) and ": " not in line


def _button(link: str, language: str) -> str:
    """In a language that has no file, the button shows the address itself, never words of another language."""
    known = tongues().get(language)
    words = known.button if known else link
    return _BUTTON.format(link=escape(link), words=escape(words), shown=escape(link))


def _list(lines: list[str]) -> str:
    return _LIST.format("".join(f"<li>{_linked(_NUMBERED.sub('', line, count=1))}</li>" for line in lines))


def _lines(lines: list[str]) -> str:
    return "<br>\n".join(map(_linked, lines))


def _linked(line: str) -> str:
    """A line, escaped, with its web addresses as links."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [escape(line[at : found.start()]), _LINK.format(escape(found.group()))]
        at = found.end()
    return "".join([*parts, escape(line[at:])])
