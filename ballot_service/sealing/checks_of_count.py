"""Checks of the count: ballot numbers, cast vote records, the recount, lots, certification and notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ballot_service.rules.ballot_account import BallotAccount, RejectionKind
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.decision import Outcome
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.acts import (
    CALL_RUNOFF,
    CERTIFY_RESULT,
    CONFIRM_LOT,
    END_RECOUNT,
    OPEN_BALLOTS,
    WITHDRAW_LOT,
    certifying_details,
    lot_details,
    opening_details,
)
from ballot_service.sealing.bundle import CERTIFICATION, NIST_RECORDS, RECORDS, RESULT, ROLL
from ballot_service.sealing.canonical import fingerprint_of_bytes
from ballot_service.sealing.checks_of_lists import acts
from ballot_service.sealing.documents import CERTIFICATION_FORMAT, CERTIFIED, ContestTotals
from ballot_service.sealing.envelope_list import ACCEPTED, PROVISIONAL
from ballot_service.sealing.nist import is_nist_report
from ballot_service.sealing.opened_bundle import OpenedBundle, Wrong
from ballot_service.sealing.recount import CannotRecount, certification_problem, recount


def numbers_add_up(bundle: OpenedBundle) -> Sentence:
    """Received = accepted + each kind of rejected + undecided, and each number is what the envelopes give."""
    account = bundle.account
    found = Counter(envelope.disposition for envelope in bundle.envelopes)
    stated = _stated(account)
    for word in sorted(found.keys() | stated.keys()):
        if found[word] != stated[word]:
            raise Wrong(
                say(
                    "{file} states {stated} envelopes as {word}; the list of envelopes has {found}.",
                    file=ROLL,
                    stated=stated[word],
                    word=word,
                    found=found[word],
                )
            )
    decision = ballots_reconcile(account)
    if decision.outcome is Outcome.REFUSED:
        raise Wrong(decision.objections[0].sentence)
    _check_counted(bundle, account)
    _check_added(bundle, account)
    return say(
        "The numbers add up: {received} received = {accepted} accepted + {rejected} rejected + "
        "{undecided} undecided.",
        received=account.received,
        accepted=account.accepted,
        rejected=account.rejected_in_all,
        undecided=account.undecided,
    )


def _check_added(bundle: OpenedBundle, account: BallotAccount) -> None:
    """Who chose again did so on a corrected version. Which envelopes are whose nobody can tell any more."""
    corrected = {one.version for one in bundle.manifests if one.corrects and one.corrects.contests}
    could = sum(envelope.manifest_version in corrected for envelope in bundle.envelopes)
    if account.added_in_all > could or any(part.envelopes < 1 for part in account.added):
        raise Wrong(
            say(
                "{file} states {stated} envelopes of voters who chose again; {found} were cast on a corrected ballot.",
                file=ROLL,
                stated=account.added_in_all,
                found=could,
            )
        )


def _stated(account: BallotAccount) -> Counter[str]:
    """The list as the account gives it. Paper envelopes are not in the list; the ballots from them are, sealed."""
    stated = Counter({ACCEPTED: account.accepted, PROVISIONAL: account.undecided})
    for part in account.added:
        stated[part.disposition] += part.envelopes
    for line in account.rejected:
        stated[str(line.kind)] += line.ballots
    if paper := account.paper:
        stated[ACCEPTED] += paper.entered + paper.not_ballots - paper.accepted
        stated[PROVISIONAL] -= paper.undecided
        stated[str(RejectionKind.UNREADABLE)] -= paper.set_aside
        for line in paper.rejected:
            stated[str(line.kind)] -= line.ballots
    return stated


def records_are_whole(bundle: OpenedBundle) -> Sentence:
    """The records are those written when the envelopes were opened, as many as ballots were counted."""
    numbers: Counter[str] = Counter()
    for marks, number in bundle.groups.items():
        numbers[marks.contest] += number
    voted = {contest.id: contest.title for contest in bundle.newest.voted}
    for stranger in sorted(numbers.keys() - voted.keys()):
        raise Wrong(
            say("A record names the contest {contest}, which is not on the ballot.", contest=stranger)
        )
    for contest, title in voted.items():
        _check_number(bundle, contest, title, numbers[contest])
    opened = last_details(bundle, END_RECOUNT) or last_details(bundle, OPEN_BALLOTS) or {}
    if opened.get("cast_vote_records") != opening_details(bundle.file(RECORDS))["cast_vote_records"]:
        raise Wrong(say("The cast vote records are not those written when the envelopes were opened."))
    return say("{number} cast vote records, as many as there should be.", number=len(bundle.records))


def formats_agree(bundle: OpenedBundle) -> Sentence:
    """The NIST file says the same as the table."""
    if not is_nist_report(bundle.file(NIST_RECORDS), bundle.newest, bundle.records, bundle.index.made_at):
        raise Wrong(say("{file} does not say the same as {table}.", file=NIST_RECORDS, table=RECORDS))
    return say("Both files of cast vote records say the same.")


def recount_agrees(bundle: OpenedBundle) -> Sentence:
    """Counting the records again gives the published result, lots included as the trail records them."""
    lots = {totals.contest: totals.lot for totals in bundle.result.contests if totals.lot}
    try:
        counted = recount(
            bundle.newest,
            bundle.groups,
            ballots_counted=bundle.account.counted,
            status=bundle.result.status,
            lots=lots,
        )
    except CannotRecount as problem:
        raise Wrong(say("The records cannot be counted: {problem}.", problem=str(problem))) from problem
    if counted != bundle.result:
        raise Wrong(_difference(bundle, counted.contests))
    confirmed: dict[str, Mapping[str, object]] = {}
    for act, found in acts(bundle):
        if act == CONFIRM_LOT:
            confirmed[str(found.get("contest"))] = found
        elif act == WITHDRAW_LOT:
            confirmed.pop(str(found.get("contest")), None)
    if confirmed != {contest: lot_details(contest, order) for contest, order in lots.items()}:
        raise Wrong(say("The lots in the result are not those that the trail shows as confirmed."))
    return say("Counting again gives the same result in {number} contests.", number=len(counted.contests))


def certification_stands(bundle: OpenedBundle) -> Sentence:
    """What was certified is this result of this election, by people who may certify it, with nothing left
    open.
    """
    certification = bundle.certification
    if certification is None:
        if bundle.result.status == CERTIFIED:
            raise Wrong(say("The result is marked certified, but {file} is missing.", file=CERTIFICATION))
        return say("The result is not certified yet.")
    result_fingerprint = fingerprint_of_bytes(bundle.file(RESULT))
    named = (certification.election_id, certification.election_fingerprint, certification.result)
    if named != (bundle.newest.election_id, bundle.index.election_fingerprint, result_fingerprint):
        raise Wrong(say("The certification is for another election or another result."))
    problem = certification_problem(certification, bundle.result, bundle.newest)
    if certification.format != CERTIFICATION_FORMAT or problem:
        raise Wrong(say("The certification does not stand: {problem}.", problem=problem or "unknown format"))
    if not ballots_reconcile(bundle.account).allowed:
        raise Wrong(say("The result was certified while the numbers of ballots did not agree."))
    if bundle.account.undecided or not _ties_are_left_to_runoffs(bundle):
        raise Wrong(say("The result was certified while a ballot or a tie was still undecided."))
    if last_details(bundle, CERTIFY_RESULT) != certifying_details(result_fingerprint, certification.replaces):
        raise Wrong(say("The trail does not show that this result was certified."))
    return say(
        "The certification is for this result, by {number} people.", number=len(certification.certifiers)
    )


def _ties_are_left_to_runoffs(bundle: OpenedBundle) -> bool:
    """Whether the trail shows a run-off between just these, for just these seats, for each tie that stands.

    It need not be the last one called for the contest: a recount may end a tie, and a later one bring it back.
    """
    called = [
        (found.get("contest"), found.get("tied"), found.get("seats"))
        for act, found in acts(bundle)
        if act == CALL_RUNOFF
    ]
    return all(
        (totals.contest, sorted(totals.tied), totals.tied_seats) in called
        for totals in bundle.result.contests
        if totals.tied
    )


def notices_are_proven(bundle: OpenedBundle) -> Sentence:
    """Each line of the ledger is of a known kind and lies in the past; a late entry has proof or a witness
    (1.15).
    """
    for number, notice in enumerate(bundle.notices.notices, start=1):
        if notice.kind not in set(NoticeKind):
            raise Wrong(say("Notice {number} is of an unknown kind.", number=number))
        if notice.published_at > bundle.index.made_at:
            raise Wrong(say("Notice {number} was published after this record was made.", number=number))
        if notice.is_late_entry and not (notice.evidence or notice.has_witness):
            raise Wrong(say("Notice {number} was entered late without proof or witness.", number=number))
    return say("The notice ledger has {number} lines.", number=len(bundle.notices.notices))


def last_details(bundle: OpenedBundle, act: str) -> dict[str, object] | None:
    """What the last entry of this act states, or None if the trail has none."""
    found = [details for name, details in acts(bundle) if name == act]
    return dict(found[-1]) if found else None


def _check_counted(bundle: OpenedBundle, account: BallotAccount) -> None:
    received = account.received + account.added_in_all
    if account.paper:
        received += account.paper.entered - account.paper.received
    if received != len(bundle.envelopes):
        raise Wrong(
            say(
                "{file} states {stated} ballots received; the list has {found} envelopes.",
                file=ROLL,
                stated=received,
                found=len(bundle.envelopes),
            )
        )
    if bundle.result.ballots_counted != account.counted:
        raise Wrong(
            say(
                "{file} states {stated} ballots counted; {result} states {other}.",
                file=ROLL,
                stated=account.counted,
                result=RESULT,
                other=bundle.result.ballots_counted,
            )
        )


def _check_number(bundle: OpenedBundle, contest: str, title: str, found: int) -> None:
    """A contest on every voter's ballot has one record a ballot; one on some ballots cannot have more."""
    counted = bundle.account.counted
    is_for_all = all(contest in style.contests for style in bundle.newest.styles)
    if found > counted or (is_for_all and found != counted):
        raise Wrong(
            say(
                "{contest} has {found} cast vote records, but {counted} ballots were counted.",
                contest=title,
                found=found,
                counted=counted,
            )
        )


def _difference(bundle: OpenedBundle, counted: tuple[ContestTotals, ...]) -> Sentence:
    published = {totals.contest: totals for totals in bundle.result.contests}
    titles = {contest.id: contest.title for contest in bundle.newest.contests}
    for totals in counted:
        if published.get(totals.contest) != totals:
            return say(
                "{contest}: counting again does not give the published result.",
                contest=titles[totals.contest],
            )
    return say("{file} is not the result of this election's records.", file=RESULT)
