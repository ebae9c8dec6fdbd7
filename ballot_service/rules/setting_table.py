"""What each setting of an election does, why its default is so, when it freezes and where it is printed."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.rules.election_settings import Stage
from ballot_service.rules.setting_descriptions import Place, SettingDescription
from ballot_service.rules.words import say

ON_NOTICE = (Place.NOTICE, Place.MANIFEST)
ON_CERTIFICATE = (Place.CERTIFICATE, Place.MANIFEST)
ON_NOTICE_AND_CERTIFICATE = (Place.NOTICE, Place.CERTIFICATE, Place.MANIFEST)
ON_NOTICE_AND_BALLOT = (Place.NOTICE, Place.BALLOT_HELP, Place.MANIFEST)
ON_ALL = (Place.NOTICE, Place.ROLL_REPORT, Place.BALLOT_HELP, Place.CERTIFICATE, Place.MANIFEST)

SETTINGS: tuple[SettingDescription, ...] = (
    SettingDescription(
        name="voter_exclusion_policy",
        label=say("Who may not vote"),
        does=say("Says which people who work for the district cannot vote. They may still be nominated."),
        source="R044–R046, X1; CEC Guidance 2022, pp. 8, 28, 29. The newest texts exclude all staff.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_ALL,
    ),
    SettingDescription(
        name="voter_exclusion_note",
        label=say("Note on who may not vote"),
        does=say(
            "Keeps the reason for the choice, such as an answer from the state department of education."
        ),
        source="Requirements 1.12, rule 1.",
        printed_on=(Place.ROLL_REPORT, Place.CERTIFICATE, Place.MANIFEST),
    ),
    SettingDescription(
        name="electorate",
        label=say("Who votes"),
        does=say(
            "Says who gets a ballot. Every voter gets every contest. Student seats that the students choose need "
            "an election of their own, for students."
        ),
        source='R050, R060; CEC Guidance 2022, pp. 8, 20 ("Community votes to select members").',
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_ALL,
    ),
    SettingDescription(
        name="voter_age",
        label=say("Age to vote"),
        does=say("Voters say that they are this old or older."),
        source="Requirements 1.14 and 1.15; the guidance gives no age.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_NOTICE_AND_BALLOT,
        limits=(16, 21),
    ),
    SettingDescription(
        name="student_age_as_of",
        label=say("Day that counts for a student's age"),
        does=say("A student must be old enough on this day."),
        source="R036, requirements 1.14; simple, and can be checked from the form.",
        freezes_at=Stage.FORMS_OPEN,
        printed_on=ON_NOTICE,
    ),
    SettingDescription(
        name="minimum_student_age",
        label=say("Age of student members"),
        does=say("Student members must be this old or older."),
        source='R036; CEC Guidance 2022, pp. 12, 20 ("at least 12").',
        freezes_at=Stage.FORMS_OPEN,
        printed_on=ON_NOTICE,
        limits=(12, 18),
        why_least=say("The guidance asks that all student members are at least 12."),
    ),
    SettingDescription(
        name="min_notice_days",
        label=say("Days of notice"),
        does=say("Voting cannot open until this many days after the notice."),
        source='R048; CEC Guidance 2022, p. 8 ("at least two weeks").',
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_CERTIFICATE,
        limits=(14, 90),
        why_least=say("The guidance asks for at least two weeks."),
    ),
    SettingDescription(
        name="notice_counting",
        label=say("How notice days are counted"),
        does=say("Calendar days count the opening day. Clear days count neither the first day nor the last."),
        source="R048, requirements 1.14; local days from the day after the notice to the opening day.",
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_CERTIFICATE,
    ),
    SettingDescription(
        name="notice_min_channels",
        label=say("Ways of giving notice"),
        does=say("Notice must be given in at least this many different ways in each language."),
        source='R049; CEC Guidance 2022, p. 8 ("a variety").',
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_CERTIFICATE,
        limits=(1, 9),
    ),
    SettingDescription(
        name="required_languages",
        label=say("Languages of the notice"),
        does=say("Notice must be complete in each of these languages before voting can open."),
        source="R022, requirements 1.14; CEC Guidance 2022, p. 22.",
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_CERTIFICATE,
    ),
    SettingDescription(
        name="two_person_notice_approval",
        label=say("Two people approve each notice"),
        does=say("A second person must approve a notice before it is sent."),
        source="Requirements 1.3; the guidance asks for none, so a council chooses it.",
        freezes_at=Stage.NOTICE_PUBLISHED,
    ),
    SettingDescription(
        name="ballot_received_notice",
        label=say("Tell voters that a ballot was cast with their link"),
        does=say(
            "Once voting has closed, voters get a message that a ballot was cast with their link, never how. It goes "
            "only to an address that nobody else has. It is off unless you choose it: whoever can read a voter’s "
            "messages learns that a ballot was cast."
        ),
        source="R107; the guidance asks for none, so a council chooses it.",
        freezes_at=Stage.NOTICE_PUBLISHED,
    ),
    SettingDescription(
        name="missing_language",
        label=say("When there is no text in a person's language"),
        does=say(
            "Says what people get who read a language in which there is no text. Nobody gets another language "
            "unless you choose it. Letters and answers to a person always go out, and the record says in which "
            "language."
        ),
        source="R022; CEC Guidance 2022, p. 22; requirements 1.15: nobody is passed over in silence.",
        freezes_at=Stage.NOTICE_PUBLISHED,
    ),
    SettingDescription(
        name="election_within_days",
        label=say("Days from forms to voting"),
        does=say("Warns if voting opens more than this many days after forms close."),
        source="R017; CEC Guidance 2022, p. 29, Art. 4(B), where the number is left blank.",
        freezes_at=Stage.NOTICE_PUBLISHED,
        limits=(1, 180),
    ),
    SettingDescription(
        name="mail_grace_days",
        label=say("Days for mail to arrive"),
        does=say("Mail that is postmarked in time counts if it arrives within this many days."),
        source="Requirements 1.14; other school councils allow 5 to 12 days.",
        freezes_at=Stage.FORMS_OPEN,
        printed_on=ON_NOTICE_AND_BALLOT,
        limits=(0, 30),
    ),
    SettingDescription(
        name="cure_business_days",
        label=say("Business days to fix a ballot"),
        does=say("A voter has this many business days after voting closes to bring what is missing."),
        source="Requirements 1.14; five business days for Mississippi affidavit ballots.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_NOTICE_AND_BALLOT,
        limits=(0, 30),
    ),
    SettingDescription(
        name="challenge_business_days",
        label=say("Business days to challenge a result"),
        does=say("Anyone may challenge for this many business days after the first unofficial result."),
        source="Requirements 1.14 and 1.15.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_NOTICE_AND_CERTIFICATE,
        limits=(0, 30),
    ),
    SettingDescription(
        name="recount_business_days",
        label=say("Business days to ask for a recount"),
        does=say(
            "A candidate, a voter or the council may ask for a recount for this many business days after the result is "
            "whole, and again after it is certified."
        ),
        source="Requirements 1.14 say nothing on recounts; as long as a result can be challenged, so that nobody has "
        "to keep two dates in mind.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_NOTICE_AND_CERTIFICATE,
        limits=(0, 30),
    ),
    SettingDescription(
        name="windows_end_at",
        label=say("Time of day when deadlines end"),
        does=say("Deadlines after voting end at this time of the district's clock."),
        source="Requirements 1.15; certification waits for every window to end at its set hour.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=ON_NOTICE_AND_CERTIFICATE,
    ),
    SettingDescription(
        name="count_when",
        label=say("When ballots are opened"),
        does=say("Ballots are opened once all are decided, or at close and again for late ones."),
        source="Requirements 1.15; opening once protects the last ballots from being read.",
        printed_on=ON_NOTICE_AND_CERTIFICATE,
    ),
    SettingDescription(
        name="uncontested",
        label=say("When nobody is running against anyone"),
        does=say("Says whether people vote when there are no more candidates than seats."),
        source="R050, requirements 1.14; step 4 asks for an election.",
        freezes_at=Stage.NOTICE_PUBLISHED,
        printed_on=ON_NOTICE_AND_CERTIFICATE,
    ),
    SettingDescription(
        name="ballot_order",
        label=say("Order of names"),
        does=say("Says in what order the names stand on the ballot."),
        source="Requirements 1.14; a random draw favors nobody.",
        printed_on=(Place.BALLOT_HELP, Place.CERTIFICATE, Place.MANIFEST),
    ),
    SettingDescription(
        name="tie_method",
        label=say("How a tie is decided"),
        does=say(
            "A tie for the last seat is decided by lot, in public, with two witnesses, or by a run-off: a new vote "
            "between those who are tied, with notice of its own."
        ),
        source="Requirements 1.14; Miss. Code 23-15-605 uses lots for public elections, other school councils a "
        "run-off.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=(Place.BALLOT_HELP, Place.CERTIFICATE, Place.MANIFEST),
    ),
    SettingDescription(
        name="df_coverage",
        label=say("A seat for every school rated D or F"),
        does=say("A district council keeps a seat for each such school, or reports which are missing."),
        source="R004; CEC Guidance 2022, p. 7.",
        freezes_at=Stage.FORMS_OPEN,
        printed_on=ON_CERTIFICATE,
    ),
    SettingDescription(
        name="keyholding",
        label=say("Who holds the key to the ballots"),
        does=say("The service holds the key. Results then say that protection is reduced."),
        source="Design, section 4.",
        freezes_at=Stage.FIRST_LINK_ISSUED,
        printed_on=(Place.BALLOT_HELP, Place.CERTIFICATE, Place.MANIFEST),
    ),
    SettingDescription(
        name="small_group_minimum",
        label=say("Smallest group in a report"),
        does=say("Groups with fewer ballots than this are merged, so that nobody's vote can be guessed."),
        source="Requirements 1.14; ballot secrecy.",
        printed_on=ON_CERTIFICATE,
        limits=(10, 100),
        why_least=say("In a smaller group someone could work out how a person voted."),
    ),
    SettingDescription(
        name="personnel_warning_percent",
        label=say("Share of people who work for the district"),
        does=say(
            "Warns when this percentage of the seats or more is held by people who work for the district."
        ),
        source="R035; CEC Guidance 2022, pp. 8, 28 (community members come first; no number is given).",
        limits=(1, 100),
    ),
    SettingDescription(
        name="renewal_window",
        label=say("When members are replaced"),
        does=say("Keeps on record in which part of the year later elections are to be held."),
        source="R013, R015, X4; CEC Guidance 2022, pp. 7, 29.",
    ),
    SettingDescription(
        name="meeting_profile",
        label=say("Meetings in a year"),
        does=say("Keeps on record which list of required meetings the council follows."),
        source="R072–R074, X2; CEC Guidance 2022, pp. 6, 14, 31; FY26 deck.",
    ),
    SettingDescription(
        name="reporting_calendar",
        label=say("Reporting dates"),
        does=say(
            "Keeps on record which reporting dates the council follows. With both, the earlier date is the goal."
        ),
        source="R092–R095, X3; CEC Guidance 2022, p. 32; FY26 deck.",
    ),
    SettingDescription(
        name="retention_years",
        label=say("Years that papers are kept"),
        does=say("Forms, ballots and records are kept at least this many years."),
        source="Requirements 1.14; the longest rule found for schools (5 years).",
        printed_on=ON_CERTIFICATE,
        limits=(1, 25),
    ),
)

SETTING_NAMED: Mapping[str, SettingDescription] = {setting.name: setting for setting in SETTINGS}
