"""The README.txt of every bundle: how to read it in plain words and without our software."""

from __future__ import annotations

READING_GUIDE = """\
HOW TO READ THIS RECORD WITHOUT OUR SOFTWARE
============================================

This file holds the record of one council election. You can read all of it with a text
editor and a spreadsheet. Nothing in it tells how any person voted.

THE QUICK CHECK

Two long numbers, called fingerprints, are printed on the certificate.

* The election fingerprint is also printed on notices and ballots. It is the SHA-256 of the
  file with the highest number in the folder "manifests".
* The record fingerprint is the SHA-256 of the file "index.json".

Work out the SHA-256 of these two files with any tool you trust (on most computers the
command is "sha256sum" or "shasum -a 256") and compare with the paper, digit by digit.
If they are the same, and the SHA-256 of every other file is the one that index.json lists,
this is the record that was certified. If not, do not trust this copy. Ask for another one.

With the free program "ballots" all of this, and a full recount, is one command:

    ballots verify THIS-FILE.zip --fingerprint "the number on your paper"

THE FILES

README.txt               This text.
index.json               Every file with its size and its SHA-256.
index-signature.txt      The service's signature on index.json.
manifests/1.json ...     What was fixed before voting opened: contests, candidates in the
                         order of the ballot, times, rules, keys. A corrected ballot has a
                         higher number and names the fingerprint of the one before.
envelopes.csv            Every sealed ballot in the order it was logged, with what became of
                         it: accepted, or why it was not counted. The choices stay sealed.
trackers.csv             The trackers that voters were given, sorted. A voter can look here
                         to see that a ballot is in the box.
heads.txt                Signed summaries of the list of envelopes, made while voting was
                         open and sent to observers. Compare them with the ones you were
                         sent.
trail.jsonl              What was done, one act a line, each line locked to the one before.
trail-head.txt           The service's signature on the end of the trail.
cast-vote-records.csv    The opened choices. One line is one voter's choices in one contest,
                         under a random number, in no order that means anything.
cast-vote-records.json   The same in the common data format NIST SP 1500-103.
roll.json                How many people were on the roll, and how many ballots were issued,
                         received, accepted, rejected (by reason) and counted.
notices.json             When, where and in which language the election was announced.
result.json              The result, contest by contest. "elected" lists numbers (ids); the
                         names that belong to them stand in the newest manifest.
certification.json       Who certified what, and when. Missing until the result is certified.

TO COUNT AGAIN IN A SPREADSHEET

1. Open cast-vote-records.csv.
2. Keep the lines of one contest (column "contest").
3. Count the lines whose column "candidates" holds a name and whose column "overvotes" is 0.
   That is the number of votes for that person.
4. The most votes win the seats. Compare with result.json.
5. In each line, votes + overvotes + undervotes is the number of votes allowed.

TO CHECK THE NUMBERS OF BALLOTS

received = accepted + every kind of rejected + undecided, in roll.json. The number of lines
in envelopes.csv (without the first line) is "received". The number of lines for a contest
in cast-vote-records.csv is the number of ballots counted in that contest.

Paper ballots were entered by two people and stand in envelopes.csv like all others. If there
were any, roll.json has "paper": envelopes that came back are counted in "received" there, and
in envelopes.csv instead of them the ballots "entered" from them.

If the ballot was corrected while people voted, they could choose again in the contests that
changed. roll.json then has "added": so many envelopes add to an earlier one of the same voter.
They stand in envelopes.csv and are not in "received".

WHAT THIS RECORD CANNOT SHOW

Without a number printed on paper, or a signed summary that somebody kept from the time of
voting, it shows only that it does not contradict itself.
"""
