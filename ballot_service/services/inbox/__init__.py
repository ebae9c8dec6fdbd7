"""What people write to the district: text messages that come in, questions, and the answers of a person."""

from ballot_service.services.inbox.conversations import forget_old, people_at
from ballot_service.services.inbox.languages import change_language, written_languages
from ballot_service.services.inbox.receiving import receive_text

__all__ = ["change_language", "forget_old", "people_at", "receive_text", "written_languages"]
