"""The clerk's stops, in the order of a season."""

from __future__ import annotations

from tests.pages.stops import press, press_on, stop, typed

EMPTY = (press,)
ELECTIONS = ("preparing", "coming", "demonstration", "closed", "counted", "certified")
LOT = {
    "drawn_at": "2025-11-18T10:00",
    "place": "Library",
    "method": "Names drawn from a hat",
    "witness_1": "Wanda One",
    "witness_2": "Walt Two",
    "drawn_1": "1",
    "drawn_2": "2",
    **{f"{what}_{number}": "no" for what in ("employee", "nominee") for number in (1, 2)},
    "relative_1": "yes",
    "relative_2": "no",
}
STAKE = {"is_nominee": "yes", "is_close_relative": "no"}

DISTRICT = [
    stop("clerk.schools"),
    stop("clerk.new_school"),
    stop("clerk.new_school", told="empty", acts=EMPTY, status=422),
    stop("clerk.councils"),
    stop("clerk.new_council"),
    stop("clerk.new_council", told="empty", acts=EMPTY, status=422),
    stop("clerk.council", "preparing"),
    stop("clerk.council", "coming"),
    stop("clerk.import_file"),
    stop("clerk.import_file", told="no file", acts=EMPTY, status=422),
    stop("clerk.import_columns"),
    stop("clerk.import_check"),
    stop("clerk.import_report"),
    stop("clerk.elections"),
    stop("clerk.new_election"),
    stop("clerk.new_election", told="empty", acts=(typed(title=""),), status=422),
    *(stop("clerk.election", at) for at in ELECTIONS),
    stop("clerk.cancel", "preparing"),
    stop("clerk.cancel", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.cancel", "demonstration", "refused", status=409),
    stop("clerk.what_if"),
]

PEOPLE = [
    stop("clerk.roll", "preparing"),
    stop("clerk.roll", "preparing", "nobody fits", q="nobody of that name"),
    stop("clerk.roll", "preparing", "built again", acts=(press_on("main form .usa-button"),)),
    stop("clerk.roll", "demonstration"),
    stop("clerk.roll_in_numbers", "demonstration"),
    stop("clerk.enter_voter", "preparing"),
    stop("clerk.enter_voter", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.paper_registrations", "preparing"),
    stop("clerk.paper_registrations", "demonstration"),
    stop("clerk.voter", "preparing", "on paper", entry_id="@preparing.on_paper_id"),
    stop("clerk.held", "preparing"),
    stop("clerk.held", "coming"),
    stop("clerk.voter", "preparing"),
    stop("clerk.voter", "preparing", "held", entry_id="@preparing.held_id"),
    stop("clerk.voter", "preparing", "held, empty", entry_id="@preparing.held_id", acts=EMPTY, status=422),
    stop("clerk.voter", "preparing", "excluded", entry_id="@preparing.excluded_id"),
    stop("clerk.voter", "demonstration", "a long address"),
    stop("clerk.nominees", "preparing"),
    stop("clerk.nominees", "demonstration"),
    stop("clerk.find_nominee", "preparing"),
    stop("clerk.find_nominee", "preparing", "found", q="@preparing.name"),
    stop("clerk.find_nominee", "preparing", "nobody", q="nobody of that name"),
    stop("clerk.enter_nominee", "preparing", "for a parents' seat"),
    stop("clerk.enter_nominee", "preparing", "for business", contest_id="@preparing.business_id"),
    stop("clerk.enter_nominee", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.file_nominee", "preparing", person="@preparing.person"),
    stop(
        "clerk.file_nominee",
        "preparing",
        "empty",
        person="@preparing.person",
        acts=(typed(name=""),),
        status=422,
    ),
    stop("clerk.nominee", "preparing"),
    *(
        stop("clerk.nominee", "preparing", each, candidate_id=f"@preparing.{each}_id")
        for each in ("waiting", "withdrawn", "refused")
    ),
    stop("clerk.nominee_photo", "preparing"),
    stop("clerk.nominee_photo", "preparing", "none chosen", acts=EMPTY, status=422),
    stop("clerk.nominee_photo", "preparing", "none", candidate_id="@preparing.waiting_id"),
    stop("clerk.remove_nominee_photo", "preparing"),
    stop("clerk.remove_nominee_photo", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.withdraw_nominee", "preparing"),
    stop("clerk.withdraw_nominee", "preparing", "empty", acts=EMPTY, status=422),
]

LACKING = {"form_id": "@preparing.lacking_id"}
FORMS = [
    stop("clerk.interest_forms", "preparing"),
    stop("clerk.interest_forms", "coming"),
    stop("clerk.interest_form", "preparing"),
    stop("clerk.interest_form", "preparing", "something is missing", **LACKING),
    stop("clerk.enter_form", "preparing"),
    stop("clerk.enter_form", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.add_to_form", "preparing", "a signature", name="signature", **LACKING),
    stop("clerk.refuse_form", "preparing", **LACKING),
    stop("clerk.refuse_form", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.withdraw_form", "preparing"),
    stop("clerk.withdraw_form", "preparing", "empty", acts=EMPTY, status=422),
]

NOTICE = [
    stop("clerk.election_settings", "preparing"),
    stop("clerk.election_settings", "demonstration"),
    stop("clerk.election_setting", "demonstration", "frozen", name="voter_age"),
    stop(
        "clerk.election_setting",
        "preparing",
        "refused",
        name="voter_age",
        acts=(typed(value="3"),),
        status=409,
    ),
    stop("clerk.notices", "preparing"),
    stop("clerk.notices", "demonstration"),
    stop("clerk.enter_notice", "preparing"),
    stop("clerk.enter_notice", "preparing", "empty", acts=EMPTY, status=422),
    stop(
        "clerk.enter_notice",
        "preparing",
        "too late",
        acts=(typed(kind="1", language="1", place="Door", published_at="2025-11-10T08:00"),),
        status=409,
    ),
    stop("clerk.void_entry", "preparing"),
    stop("clerk.void_entry", "preparing", "empty", acts=EMPTY, status=422),
    stop("clerk.times", "preparing"),
    stop("clerk.times", "preparing", "refused", acts=EMPTY, status=409),
    stop("clerk.times", "demonstration"),
    stop("clerk.move_times", "preparing"),
    stop("clerk.move_times", "coming", "meant", acts=EMPTY),
    stop("clerk.move_times", "preparing", "refused", acts=(typed(opens_at="2025-11-21T07:00"),), status=409),
    stop("clerk.ballot", "preparing"),
    stop("clerk.ballot", "demonstration"),
    stop("clerk.freeze", "preparing"),
    stop("clerk.freeze", "preparing", "refused", acts=EMPTY, status=409),
]

SENDING = [
    stop("clerk.links", "preparing"),
    stop("clerk.links", "demonstration"),
    stop("clerk.links", "demonstration", "found", q="@demonstration.name"),
    stop("clerk.issue", "preparing"),
    *(stop("clerk.letters", at) for at in ("preparing", "coming", "demonstration", "closed")),
    stop("clerk.voter_letter", "demonstration"),
    stop("clerk.papers", "preparing"),
    *(stop("clerk.sheet_filled", "preparing", kind, kind=kind) for kind in ("voting-sheet", "session-sheet")),
    stop(
        "clerk.sheet_filled",
        "preparing",
        "no lines",
        kind="session-sheet",
        acts=(typed(rows="0"),),
        status=422,
    ),
    stop("clerk.voter_link", "demonstration"),
    stop("clerk.voter_link", "demonstration", "empty", acts=EMPTY, status=422),
    *(stop("clerk.sending", at) for at in ("preparing", "demonstration")),
    *(
        stop(f"clerk.{page}", "demonstration", kind, kind=kind)
        for page in ("announcement", "send_announcement")
        for kind in ("election_notice", "ballot_link", "reminder", "result_notice")
    ),
    *(
        stop(f"clerk.{page}", "preparing", kind, kind=kind)
        for page in ("announcement", "send_announcement")
        for kind in ("information_session", "call_for_forms")
    ),
    stop("clerk.publish_announcement", "demonstration", kind="election_notice"),
    stop("clerk.notice_paper", "demonstration", kind="election_notice"),
    stop("clerk.notice_paper", "demonstration", "too early", kind="result_notice"),
    stop("clerk.notice_paper", "preparing", "printed before", kind="call_for_forms"),
    *(
        stop("clerk.messages", "demonstration", kind, kind=kind)
        for kind in ("election_notice", "ballot_link")
    ),
    *(stop("clerk.stuck_messages", at) for at in ("preparing", "demonstration")),
    stop("clerk.hold", "demonstration", kind="ballot_link"),
    stop("clerk.hold", "demonstration", "empty", kind="ballot_link", acts=EMPTY, status=422),
    stop("clerk.settle_message", "demonstration"),
    stop("clerk.settle_message", "demonstration", "empty", acts=EMPTY, status=422),
]

RESULT = [
    *(stop("clerk.counting", at) for at in ("demonstration", "closed", "counted", "certified")),
    stop("clerk.fix_list", "closed"),
    stop("clerk.fix_list", "demonstration", "refused", acts=EMPTY, status=409),
    stop("clerk.start_count", "closed"),
    stop("clerk.start_count", "closed", "refused", acts=EMPTY, status=409),
    stop("clerk.enter_lot", "counted"),
    stop("clerk.enter_lot", "counted", "empty", acts=EMPTY, status=422),
    stop("clerk.enter_lot", "counted", "a relative", acts=(typed(**LOT),), status=409),
    *(stop("clerk.certifying", at) for at in ("closed", "counted", "certified")),
    stop("clerk.sign_result", "counted"),
    stop("clerk.sign_result", "counted", "empty", acts=EMPTY, status=422),
    stop("clerk.sign_result", "counted", "a stake", acts=(typed(**STAKE),), status=409),
    stop("clerk.certify_result", "counted"),
    stop("clerk.certify_result", "counted", "refused", acts=EMPTY, status=409),
    stop("clerk.explain_coverage", "coming"),
    stop("clerk.explain_coverage", "coming", "empty", acts=EMPTY, status=422),
]

CLERKS = [*DISTRICT, *PEOPLE, *FORMS, *NOTICE, *SENDING, *RESULT]
