"""Tables only. A row hands facts to a rule; it decides nothing itself."""

from ballot_service.models.accounts import Account, Appointment, Passkey, Role
from ballot_service.models.base import Base
from ballot_service.models.cards import CardBallot, CardCount, CardRun, CodeCard
from ballot_service.models.cases import Case, CaseOutcome, CaseStatement, CaseWay, Side
from ballot_service.models.consents import (
    ConsentAnswer,
    ConsentRequest,
    GuardianConsent,
    VoterConsent,
    VoterConsentRequest,
)
from ballot_service.models.corrections import BallotCorrection, LaterBallot
from ballot_service.models.districts import (
    AccountabilityGrade,
    Council,
    District,
    School,
    SchoolLevel,
    Seat,
    SeatGroup,
)
from ballot_service.models.elections import (
    Candidate,
    Contest,
    Election,
    Manifest,
    PostElectionStatus,
    PreElectionStatus,
    RecordedDecision,
    Remark,
    StatementTranslation,
)
from ballot_service.models.inbox import Conversation, InboxMessage, InboxWay
from ballot_service.models.information_sessions import (
    InformationSession,
    ProofKind,
    SessionProof,
    SessionSignIn,
)
from ballot_service.models.interest import (
    AcceptanceRequest,
    FormAddition,
    FormState,
    InterestForm,
    NominationAnswer,
    NomineeAnswer,
)
from ballot_service.models.paper import PaperRequest
from ballot_service.models.paper_count import (
    DifferenceReason,
    PaperBatch,
    PaperBatchEntry,
    PaperOpening,
    PaperSheet,
    TellerDeclaration,
)
from ballot_service.models.paper_registrations import PaperRegistration
from ballot_service.models.paper_returns import PaperDisposition, PaperReturn
from ballot_service.models.paper_stock import PaperEnvelope, PaperRun, PaperStockLine, StockKind
from ballot_service.models.people import (
    ContactKind,
    ContactPoint,
    Employment,
    Enrollment,
    Guardianship,
    Person,
)
from ballot_service.models.photos import CandidatePhoto
from ballot_service.models.placements import Placement, PlacementNotice, PlacementVisits
from ballot_service.models.records import NoticeRecord, StoredFile, TrailEntry, TrailWords
from ballot_service.models.recounts import Correction, Recount, RecountBatch, RecountEntry
from ballot_service.models.registrations import Registration
from ballot_service.models.runoffs import Runoff
from ballot_service.models.table import TableDuty, TableSignIn
from ballot_service.models.voting import (
    AcceptedBallot,
    BallotLink,
    CastVoteRecord,
    Certificate,
    CertificationSignature,
    Disposition,
    DispositionKind,
    Door,
    Envelope,
    LogLeaf,
    LotDrawing,
    Result,
    RollStatus,
    SignedHead,
    VoterRollEntry,
)
from ballot_service.models.wordings import Wording

__all__ = [
    "AcceptanceRequest",
    "AcceptedBallot",
    "Account",
    "AccountabilityGrade",
    "Appointment",
    "BallotCorrection",
    "BallotLink",
    "Base",
    "Candidate",
    "CandidatePhoto",
    "CardBallot",
    "CardCount",
    "CardRun",
    "Case",
    "CaseOutcome",
    "CaseStatement",
    "CaseWay",
    "CastVoteRecord",
    "Certificate",
    "CertificationSignature",
    "CodeCard",
    "ConsentAnswer",
    "ConsentRequest",
    "ContactKind",
    "ContactPoint",
    "Contest",
    "Conversation",
    "Correction",
    "Council",
    "DifferenceReason",
    "Disposition",
    "DispositionKind",
    "District",
    "Door",
    "Election",
    "Employment",
    "Enrollment",
    "Envelope",
    "FormAddition",
    "FormState",
    "GuardianConsent",
    "Guardianship",
    "InboxMessage",
    "InboxWay",
    "InformationSession",
    "InterestForm",
    "LaterBallot",
    "LogLeaf",
    "LotDrawing",
    "Manifest",
    "NominationAnswer",
    "NomineeAnswer",
    "NoticeRecord",
    "PaperBatch",
    "PaperBatchEntry",
    "PaperDisposition",
    "PaperEnvelope",
    "PaperOpening",
    "PaperRegistration",
    "PaperRequest",
    "PaperReturn",
    "PaperRun",
    "PaperSheet",
    "PaperStockLine",
    "Passkey",
    "Person",
    "Placement",
    "PlacementNotice",
    "PlacementVisits",
    "PostElectionStatus",
    "PreElectionStatus",
    "ProofKind",
    "RecordedDecision",
    "Recount",
    "RecountBatch",
    "RecountEntry",
    "Registration",
    "Remark",
    "Result",
    "Role",
    "RollStatus",
    "Runoff",
    "School",
    "SchoolLevel",
    "Seat",
    "SeatGroup",
    "SessionProof",
    "SessionSignIn",
    "Side",
    "SignedHead",
    "StatementTranslation",
    "StockKind",
    "StoredFile",
    "TableDuty",
    "TableSignIn",
    "TellerDeclaration",
    "TrailEntry",
    "TrailWords",
    "VoterConsent",
    "VoterConsentRequest",
    "VoterRollEntry",
    "Wording",
]
