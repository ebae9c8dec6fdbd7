"""The tour: every page for everybody who may see it, in every state that looks different."""

from __future__ import annotations

from ballot_service.models import Role
from ballot_service.rules.catalogue import RULES
from ballot_service.rules.setting_table import SETTING_NAMED
from ballot_service.web.review.blueprint import READERS
from ballot_service.web.witness import SIGNERS
from tests.pages.cards_tour import CARDS
from tests.pages.cases_tour import ASKING, CASES
from tests.pages.clerks_tour import CLERKS
from tests.pages.consents_tour import CONSENTS, GUARDIANS
from tests.pages.correction_tour import CORRECTIONS
from tests.pages.forms_tour import FORMS, OWN_FORMS
from tests.pages.inbox_tour import QUESTIONS
from tests.pages.nominations_tour import NOMINATIONS, NOMINEES
from tests.pages.paper_tour import COUNT_NIGHT, PAPER
from tests.pages.placements_tour import PLACEMENTS
from tests.pages.recount_tour import RECOUNTS
from tests.pages.runoff_tour import RUNOFFS
from tests.pages.sessions_tour import GUESTS, SESSIONS
from tests.pages.sign_ups_tour import SIGN_UPS
from tests.pages.stops import NOBODY, Stop, for_each, press, stop, typed, without_key
from tests.pages.students_tour import GUARDIANS_OF_VOTERS, STUDENTS
from tests.pages.table_tour import TABLE
from tests.pages.used_rows import ASKED, RECORDED
from tests.pages.voters_tour import VOTERS

NO_PAGES = {
    "static": "style sheets, the picture and the script",
    "health.numbers": "text for monitoring programs",
    "health.state": "JSON for monitoring programs",
    "clerk.batch_picture": "a download",
    "clerk.card_file": "a download",
    "clerk.bundle": "a download",
    "clerk.consent_scan": "a download",
    "clerk.count_night": "a download",
    "clerk.paper_registration_scan": "a download",
    "clerk.answer_scan": "a download",
    "clerk.evidence": "a download",
    "clerk.form_paper": "a download",
    "clerk.sheet_paper": "a download",
    "clerk.form_copy": "what somebody filed, as it was then and in one language",
    "clerk.form_scan": "a download",
    "clerk.import_missing": "a download",
    "clerk.import_refused": "a download",
    "clerk.manifest": "a download",
    "clerk.notice_packet": "a download",
    "clerk.notice_texts_file": "a download",
    "clerk.all_flyers": "a download",
    "clerk.flyer": "a download",
    "clerk.placement_poster": "a download",
    "clerk.post_image": "a download",
    "clerk.placement_photo": "a download",
    "clerk.placements_csv": "a download",
    "clerk.paper_envelope": "a download",
    "clerk.paper_run": "a download",
    "clerk.poster_paper": "a download",
    "clerk.roll_export": "a download",
    "clerk.session_file": "a download",
    "clerk.sessions_csv": "a download",
    "clerk.notice_flyer": "a download",
    "public.certificate_file": "a download",
    "public.photo": "a picture",
    "public.notice_feed": "a feed for programs",
    "public.session_calendar": "a file for calendars",
    "public.voting_calendar": "a file for calendars",
    "review.all_facts": "a download",
    "review.bundle_version": "a download",
    "review.bundle": "a download",
    "review.facts": "a download",
    "review.head": "a download",
    "review.batch_picture": "a download",
    "review.notice_packet": "a download",
    "review.placement_photo": "a download",
    "review.placements_csv": "a download",
    "review.proof": "a download",
    "review.records": "a download",
    "review.roll_csv": "a download",
    "review.session_file": "a download",
    "review.sessions_csv": "a download",
    "teller.picture": "a download",
    "short.follow": "leads on to another page",
}
"""Addresses that answer GET with something else than a page."""

STAGES = ("preparing", "coming", "demonstration", "closed", "counted", "certified")
LIAISON, WITNESS = Role.STAFF_LIAISON.value, Role.WITNESS.value
STAKE = {"is_nominee": "yes", "is_close_relative": "no"}

PUBLIC = [
    *(stop("public.election", at, who=NOBODY) for at in STAGES),
    *(stop("public.notices", at, who=NOBODY) for at in ("preparing", "certified")),
    *(stop("public.help_page", at, who=NOBODY) for at in ("preparing", "demonstration")),
    stop("public.certificate", "certified", who=NOBODY),
    stop("public.certificate", "closed", "none yet", who=NOBODY, status=404),
    stop("interest.form", "preparing", who=NOBODY),
    stop("interest.form", "preparing", "nothing chosen", who=NOBODY, acts=(press,), status=422),
    stop("interest.form", "closed", "too late", who=NOBODY),
    stop("public.district", who=NOBODY, slug="tallow-creek"),
    stop("public.council", "preparing", who=NOBODY, slug="tallow-creek"),
    stop("public.council_notices", "preparing", who=NOBODY, slug="tallow-creek"),
    stop("public.council_notices", "coming", "none yet", who=NOBODY, slug="tallow-creek"),
    stop("public.district", told="unknown", who=NOBODY, slug="nowhere", status=404),
    stop("public.start", who=NOBODY),
]

SIGN_IN = [
    stop("sign_in.ask", who=NOBODY),
    stop("sign_in.ask", told="no address", who=NOBODY, acts=(typed(email="nobody"),), status=400),
    stop("sign_in.ask", told="without key", who=NOBODY, acts=(without_key,), status=400),
    stop("sign_in.code", who=ASKED),
    stop("sign_in.code", told="wrong code", who=ASKED, acts=(typed(code="123456"),), status=400),
    stop("sign_in.complete", who=NOBODY, token="@sign_in"),
    stop("sign_in.complete", told="over", who=NOBODY, token="x" * 32, status=410),
    stop("sign_in.complete", told="no office", who=NOBODY, token="@no_office.", acts=(press,), status=403),
    *for_each(tuple(Role), "sign_in.passkeys"),
    stop("sign_in.passkeys", told="an hour ago", who="an hour ago"),
]

HOMES = [
    *for_each(tuple(Role), "home.start"),
    stop("technician.installation", who=Role.TECHNICIAN.value),
    stop("technician.provider", who=Role.TECHNICIAN.value, name="console"),
    stop("technician.installation", told="not your role", who=LIAISON, status=403),
]

REVIEW = [
    *for_each(READERS, "review.elections"),
    *(each for at in STAGES for each in for_each(READERS, "review.election", at)),
    *for_each(READERS, "review.roll", "preparing"),
    *for_each(READERS, "review.roll", "certified"),
    stop("review.roll", "preparing", "in numbers", who=LIAISON, numbers="1"),
    *for_each(READERS, "review.notices", "preparing"),
    *for_each(READERS, "review.sessions", "preparing"),
    *for_each(READERS, "review.sessions", "certified"),
    *for_each(READERS, "review.trail", "preparing"),
    *for_each(READERS, "review.trail", "certified"),
    *for_each(READERS, "review.decisions", "preparing"),
    *for_each(READERS, "review.run_again", "adequate_notice"),
    *(stop("review.run_again", rule, who=LIAISON) for rule in RECORDED if rule != "adequate_notice"),
    stop("review.run_again", "may_vote", "about a person", who=Role.OBSERVER.value, status=404),
    *for_each(READERS, "review.evidence", "certified"),
    *for_each(READERS, "review.evidence", "closed"),
    stop("review.remark", "counted", who=LIAISON),
    stop("review.remark", "counted", "empty", who=LIAISON, acts=(press,), status=422),
    stop("review.remark", "counted", "a stake", who=LIAISON, acts=(typed(**STAKE),), status=409),
]

SIGNING = [
    *for_each(SIGNERS, "witness.elections"),
    *for_each(SIGNERS, "witness.lot", "counted"),
    *for_each(SIGNERS, "witness.sign_result", "counted"),
    *for_each(SIGNERS, "witness.sign_result", "certified"),
    stop("witness.lot", "counted", "empty", who=WITNESS, acts=(press,), status=422),
    stop("witness.lot", "counted", "a stake", who=WITNESS, acts=(typed(**STAKE),), status=409),
]

WHAT_IF = [
    *(stop("clerk.ask_rule", told=name, name=name) for name in RULES),
    *(stop("clerk.ask_rule", told=f"{name} answered", name=name, acts=(press,)) for name in RULES),
    *(stop("clerk.election_setting", "preparing", name, name=name) for name in SETTING_NAMED),
]

TOUR: tuple[Stop, ...] = (
    *PUBLIC,
    *FORMS,
    *OWN_FORMS,
    *GUARDIANS,
    *GUARDIANS_OF_VOTERS,
    *SIGN_UPS,
    *QUESTIONS,
    *GUESTS,
    *NOMINEES,
    *VOTERS,
    *SIGN_IN,
    *HOMES,
    *REVIEW,
    *SIGNING,
    *CLERKS,
    *CONSENTS,
    *PAPER,
    *TABLE,
    *CARDS,
    *COUNT_NIGHT,
    *CORRECTIONS,
    *RECOUNTS,
    *RUNOFFS,
    *STUDENTS,
    *SESSIONS,
    *PLACEMENTS,
    *NOMINATIONS,
    *ASKING,
    *CASES,
    *WHAT_IF,
)
