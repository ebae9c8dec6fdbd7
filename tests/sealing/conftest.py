"""One honest election for all tests of the bundle, and places to write bundles to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from ballot_service.sealing.archive import unpack
from ballot_service.sealing.bundle import BundleContents, WrittenBundle, write_bundle
from tests.sealing.a_story import Story, service_key
from tests.sealing.an_election import tell

# A busy machine must not fail a test that is right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def contents() -> BundleContents:
    return tell(Story())


@pytest.fixture(scope="session")
def bundle(contents: BundleContents) -> WrittenBundle:
    return write_bundle(contents, service_key())


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "bundle.zip"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def files(bundle: WrittenBundle, on_disk: Callable[[bytes], Path]) -> dict[str, bytes]:
    return unpack(on_disk(bundle.content))
