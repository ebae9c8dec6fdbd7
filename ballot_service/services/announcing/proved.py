"""Of which notices there is a proof to download: of everything that an election sends to people.

Not of what tells who has voted (`TELLS_WHO_VOTED`): who got a reminder, and who was told that a ballot came. Answers to
questions belong to the district's inbox, where they stand on the record.
"""

from __future__ import annotations

from ballot_service.services.announcing.acceptances import NAME as NOMINATION
from ballot_service.services.announcing.cases import CaseNotice
from ballot_service.services.announcing.consents import TO_STAND, TO_VOTE
from ballot_service.services.announcing.forms import FormNotice
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, Announcing
from ballot_service.services.announcing.sign_ups import ANSWER, CODE

PROVED = (
    *(kind.value for kind in Announcing if kind not in TELLS_WHO_VOTED),
    *(kind.value for kind in FormNotice),
    *(kind.value for kind in CaseNotice),
    NOMINATION,
    TO_STAND,
    TO_VOTE,
    CODE,
    ANSWER,
)
"""The names of their texts' folders."""
