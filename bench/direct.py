"""The same transaction without a web service: pgbench for PostgreSQL, plain sqlite3 for SQLite."""

from __future__ import annotations

import re
import secrets
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from bench.voters import Voters, key_of

SEALED_BYTES = 432
SCRIPT = """\\set i :i + 1
\\set voter :first + :client_id * :each + :i - 1
BEGIN;
SELECT e.id AS entry, e.status, l.revoked_at, o.opens_at, o.closes_at FROM ballot_link l
 JOIN voter_roll_entry e ON e.id = l.roll_entry_id JOIN election o ON o.id = e.election_id
 WHERE l.key = lpad((:voter)::text, 16, '0') \\gset
SELECT status FROM voter_roll_entry WHERE id = :entry FOR SHARE;
SELECT gen_random_uuid() AS envelope \\gset
INSERT INTO envelope (id, district_id, election_id, manifest_version, sealed, hash, tracker, is_logged, is_opened,
 adds_to_earlier) VALUES (:envelope, '{district}', '{election}', 1, decode(repeat('ab', {size}), 'hex'),
 encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 'AAAA-BBBB-CCCC', true, false, false);
INSERT INTO accepted_ballot (roll_entry_id, district_id, election_id, envelope_id)
 VALUES (:entry, '{district}', '{election}', :envelope) ON CONFLICT DO NOTHING;
COMMIT;
"""


def pgbench(program: str, voters: Voters, number: int, clients: int) -> float:
    """Transactions a second: link, roll, envelope and acceptance, one statement each, as `psql` would send them."""
    parts, each = urlsplit(voters.url), number // clients
    first = voters.take(each * clients).start
    text = SCRIPT.format(district=voters.district_id, election=voters.election_id, size=SEALED_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "cast.sql"
        script.write_text(text)
        command = [program, "-n", "-M", "prepared", "-f", str(script), "-c", str(clients)]
        command += ["-j", str(min(clients, 2)), "-t", str(each), "-D", "i=0", "-D", f"first={first}"]
        command += [
            "-D",
            f"each={each}",
            "-h",
            "127.0.0.1",
            "-p",
            str(parts.port),
            "-U",
            "postgres",
            "ballots",
        ]
        ran = subprocess.run(command, capture_output=True, text=True)
    said = ran.stdout + ran.stderr
    found = re.search(r"tps = ([\d.]+) \(without", said)
    if found is None or f"actually processed: {each * clients}/{each * clients}" not in said:
        raise RuntimeError(said)
    return float(found[1])


def plain_sqlite(voters: Voters, number: int) -> float:
    """Transactions a second of one writer with `sqlite3`, in the same file, with the same pragmas."""
    connection = sqlite3.connect(urlsplit(voters.url).path[1:], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    election, district = voters.election_id.hex, voters.district_id.hex
    chosen = voters.take(number)
    began = perf_counter()
    for voter in chosen:
        connection.execute("BEGIN IMMEDIATE")
        ((entry,),) = connection.execute(
            "SELECT e.id FROM ballot_link l JOIN voter_roll_entry e ON e.id = l.roll_entry_id"
            " JOIN election o ON o.id = e.election_id WHERE l.key = ?",
            (key_of(voter),),
        )
        envelope, name = secrets.token_hex(16), secrets.token_hex(32)
        connection.execute(
            "INSERT INTO envelope (id, district_id, election_id, manifest_version, sealed, hash, tracker, is_logged,"
            " is_opened, adds_to_earlier) VALUES (?, ?, ?, 1, ?, ?, 'AAAA-BBBB-CCCC', 1, 0, 0)",
            (envelope, district, election, secrets.token_bytes(SEALED_BYTES), name),
        )
        connection.execute(
            "INSERT INTO accepted_ballot (roll_entry_id, district_id, election_id, envelope_id) VALUES (?, ?, ?, ?)",
            (entry, district, election, envelope),
        )
        connection.execute("COMMIT")
    whole = perf_counter() - began
    connection.close()
    return number / whole
