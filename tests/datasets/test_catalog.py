from __future__ import annotations

import pytest

from tenfold.datasets.catalog import CATALOGUE, Source, find_source
from tenfold.errors import UsageError


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_a_known_name_is_found(name: str) -> None:
    assert find_source(name).name == name


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        find_source("mnits")
    assert str(error.value) == (
        "Data set 'mnits' does not exist. Did you mean 'mnist'? See: tenfold data list"
    )


@pytest.mark.parametrize("source", CATALOGUE.values(), ids=lambda source: source.name)
def test_every_source_is_complete_and_consistent(source: Source) -> None:
    assert source.counts == (60_000, 10_000)
    assert len(source.classes) == 10
    for images, count in zip((source.train_images, source.test_images), source.counts, strict=True):
        assert images.size == 16 + count * source.spec.height * source.spec.width
    assert all(
        address.startswith("https://") and address.endswith("/") for address in source.addresses
    )


def test_no_two_files_of_the_catalogue_share_a_hash() -> None:
    hashes = [file.sha256 for source in CATALOGUE.values() for file in source.files]
    assert len(set(hashes)) == len(hashes) == 8
    assert all(len(bytes.fromhex(one)) == 32 for one in hashes)
