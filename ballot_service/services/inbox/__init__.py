"""What people write to the district: text messages that come in, questions, and the answers of a person."""

from ballot_service.services.inbox.answering import (
    DeskWish,
    answer_question,
    may_answer,
    settle,
    wishes_here,
    write_down_wish,
)
from ballot_service.services.inbox.asking import Question, ask_question, is_asked
from ballot_service.services.inbox.conversations import forget_old, people_at
from ballot_service.services.inbox.languages import change_language, written_languages
from ballot_service.services.inbox.reading import PAGE, InboxPage, inbox_page, number_waiting
from ballot_service.services.inbox.receiving import receive_text

__all__ = [
    "PAGE",
    "DeskWish",
    "InboxPage",
    "Question",
    "answer_question",
    "ask_question",
    "change_language",
    "forget_old",
    "inbox_page",
    "is_asked",
    "may_answer",
    "number_waiting",
    "people_at",
    "receive_text",
    "settle",
    "wishes_here",
    "write_down_wish",
    "written_languages",
]
