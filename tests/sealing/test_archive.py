"""A zip from a stranger: whatever is in it, the answer is a report that names the trouble, never a crash."""

from __future__ import annotations

import io
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ballot_service.sealing import archive
from ballot_service.sealing.archive import UnreadableArchive, pack, unpack
from ballot_service.sealing.bundle import INDEX, INDEX_SIGNATURE, WrittenBundle
from ballot_service.sealing.verifier import verify
from tests.sealing.a_story import service_key
from tests.sealing.test_edited_files import resealed

OnDisk = Callable[[bytes], Path]


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return packed.getvalue()


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    files = {"b.txt": b"2", "a.txt": b"1", "c/d.json": b"{}"}
    assert pack(files) == pack(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(pack(files))) as file:
        assert file.namelist() == ["a.txt", "b.txt", "c/d.json"]
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_bundle_packed_again_with_compression_is_still_the_record(
    files: dict[str, bytes], bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    again = zipped(*files.items(), method=zipfile.ZIP_DEFLATED)
    assert len(again) < len(bundle.content)
    assert verify(on_disk(again), (bundle.record_fingerprint,)).is_good


HARMFUL_NAMES = [
    "../index.json",
    "/etc/passwd",
    "a\\b.txt",
    "C:evil.txt",
    "a/../b.txt",
    "manifests/",
    ".hidden",
    "a b.txt",
    "é.txt",
    "a/b/c.txt",
    "-rf",
    "x\x1b[31m.txt",
]


@pytest.mark.parametrize("name", HARMFUL_NAMES)
def test_a_name_that_could_do_harm_is_refused(name: str, on_disk: OnDisk) -> None:
    with pytest.raises(UnreadableArchive, match="no plain file name"):
        unpack(on_disk(zipped((entry(name), b""))))


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFDIR | 0o755, stat.S_IFIFO | 0o644])
def test_only_plain_files_are_read(mode: int, on_disk: OnDisk) -> None:
    with pytest.raises(UnreadableArchive, match="no plain file name"):
        unpack(on_disk(zipped((entry("link.txt", mode), b"/etc/passwd"))))


def test_a_name_that_stands_twice_is_refused(on_disk: OnDisk) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("a.txt", b"1"), ("a.txt", b"2"))
    with pytest.raises(UnreadableArchive, match="stands twice"):
        unpack(on_disk(twice))


def test_too_many_or_too_large_files_are_refused_unread(
    on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = zipped(*((f"f{number}.txt", b"") for number in range(archive.MAXIMUM_FILES + 1)))
    with pytest.raises(UnreadableArchive, match="never has more than"):
        unpack(on_disk(many))
    monkeypatch.setattr(archive, "MAXIMUM_BYTES", 1000)
    bomb = zipped(("a.txt", b"\x00" * 100_000), method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1000
    with pytest.raises(UnreadableArchive, match="too large"):
        unpack(on_disk(bomb))


def test_a_size_that_lies_is_refused(on_disk: OnDisk) -> None:
    honest = zipped(("a.txt", b"\x00" * 5000), method=zipfile.ZIP_DEFLATED)
    lying = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(UnreadableArchive):
        unpack(on_disk(lying))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(method: int, on_disk: OnDisk) -> None:
    with pytest.raises(UnreadableArchive, match="unknown way"):
        unpack(on_disk(zipped(("a.txt", b"1"), method=method)))


def test_a_locked_file_is_refused(on_disk: OnDisk) -> None:
    locked = bytearray(zipped(("a.txt", b"1")))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableArchive, match="locked"):
        unpack(on_disk(bytes(locked)))


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\x00" * 18, b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_zip_gives_a_report(content: bytes, on_disk: OnDisk) -> None:
    report = verify(on_disk(content))
    assert report.first_wrong is not None
    assert report.first_wrong.name in ("archive", "index")


def test_a_file_that_is_not_there_or_is_a_folder_gives_a_report(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.zip"):
        report = verify(path)
        assert report.first_wrong is not None
        assert report.first_wrong.name == "archive"


def test_a_zip_cut_off_anywhere_gives_a_report(bundle: WrittenBundle, on_disk: OnDisk) -> None:
    dice = random.Random(1)
    for cut in [*range(60), *(dice.randrange(len(bundle.content)) for _ in range(60))]:
        assert not verify(on_disk(bundle.content[:cut])).is_good


def test_any_changed_byte_of_the_zip_gives_a_report_and_never_a_different_record(
    files: dict[str, bytes], bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    """Bytes that the zip format does not use may change; then the record itself must be the same."""
    dice = random.Random(2)
    places = [
        *(dice.randrange(len(bundle.content)) for _ in range(80)),
        *range(len(bundle.content) - 900, len(bundle.content), 9),
    ]
    for place in places:
        broken = bytearray(bundle.content)
        broken[place] ^= dice.randrange(1, 256)
        path = on_disk(bytes(broken))
        if verify(path, (bundle.record_fingerprint,)).is_good:
            assert unpack(path) == files


HOSTILE = [
    b"",
    b"\xff\xfe",
    b"{}",
    b"[]",
    b"null",
    b"\x00" * 10,
    b"\n" * 10,
    b",,,,,\n",
    b'"',
    b"a,b\n1,2\n",
    b"{" * 50_000,
    b"[" * 50_000 + b"]" * 50_000,
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b"9" * 6000,
    b"1e999",
    b'"\\ud800"',
]


@pytest.mark.parametrize("junk", HOSTILE, ids=range(len(HOSTILE)))
def test_junk_in_any_file_signed_by_whoever_it_likes_gives_a_report(
    junk: bytes, files: dict[str, bytes], on_disk: OnDisk
) -> None:
    for path in files:
        report = verify(on_disk(pack({**files, path: junk})))
        assert not report.is_good, path


def test_a_line_of_junk_in_any_signed_file_gives_a_report(
    files: dict[str, bytes], bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    """The holder of the real key is not trusted to write well either, so every check meets junk."""
    dice = random.Random(3)
    for path in sorted(files.keys() - {INDEX, INDEX_SIGNATURE, "README.txt", "manifests/1.json"}):
        for junk in HOSTILE:
            place = dice.randrange(len(files[path]))
            spoiled = files[path][:place] + junk + files[path][place + (not junk) :]
            forged = on_disk(resealed({**files, path: spoiled}, service_key()).content)
            alone, on_paper = verify(forged), verify(forged, (bundle.record_fingerprint,))
            assert str(alone.conclusion)
            assert on_paper.first_wrong, path
            assert on_paper.first_wrong.name == "fingerprints", path
