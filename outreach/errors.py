"""Every error that outreach raises on purpose, by name, under one parent."""

from __future__ import annotations

from datetime import timedelta


class OutreachError(Exception):
    """The parent of them all."""


class NoticeError(OutreachError):
    """Something is wrong with the texts of a notice."""


class MissingFile(NoticeError):
    """A notice lacks a text file that its language or channel needs."""


class UnexpectedFile(NoticeError):
    """A file stands where only texts of notices belong."""


class UnknownNotice(NoticeError):
    """No folder holds a notice of this name."""


class UnknownLanguage(NoticeError):
    """A language is not a language tag, or the notice has no text in it."""


class MissingPlaceholder(NoticeError):
    """A translation lacks a placeholder that the base language has."""


class UnknownPlaceholder(NoticeError):
    """A text holds a placeholder that the base language lacks, or a brace that is no placeholder."""


class MissingValue(NoticeError):
    """A placeholder got no value."""


class MissingLink(NoticeError):
    """The text holds a personal placeholder, but the recipient comes without a reference for it."""


class NotApproved(OutreachError):
    """The notice was not approved, so nobody may be sent it."""


class NoticeChanged(OutreachError):
    """This version was approved with other words. A changed text is a new version."""


class NotUncertain(OutreachError):
    """A person may decide only about a delivery that ended unclear or was refused."""


class NotYet(OutreachError):
    """Raised by a caller's `fill`: the message is true again later. It is asked for anew after `pause`."""

    def __init__(self, pause: timedelta = timedelta(minutes=5)) -> None:
        super().__init__("This message waits.")
        self.pause = pause


class BrokenChannel(OutreachError):
    """A file in the channels folder does not offer what every channel must."""


class UnknownChannel(OutreachError):
    """No file in the channels folder has this name."""


class BellError(OutreachError):
    """The engine that was asked for cannot be used on this machine."""


class BrokenLanguage(OutreachError):
    """The file on a language is not in order, or a language has none."""
