from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.datasets.catalog import FASHION_MNIST
from tenfold.datasets.names import class_indices, natural_order
from tenfold.errors import DatasetError


def test_numbers_in_names_sort_as_numbers() -> None:
    names = ["10", "9", "b2", "B10", "b1", "a", "1"]
    assert sorted(names, key=natural_order) == ["1", "9", "10", "a", "b1", "b2", "B10"]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.text(max_size=12)))
def test_any_names_have_one_order(names: list[str]) -> None:
    there = sorted(names, key=natural_order)
    backwards = list(reversed(there))
    assert sorted(backwards, key=natural_order) == there


@pytest.mark.parametrize(
    ("names", "indices"),
    [
        (["Bag", "Coat"], [8, 4]),
        (["0", "9"], [0, 9]),
        (["08"], [8]),
        (["T-shirt_top", "ankle-boot"], [0, 9]),
        (["tshirttop", "7"], [0, 7]),
        ([], []),
    ],
)
def test_a_folder_means_the_class_it_spells_or_numbers(
    names: list[str], indices: list[int]
) -> None:
    assert class_indices(names, FASHION_MNIST.classes) == indices


def test_a_class_whose_name_is_a_number_is_meant_before_the_class_of_that_number() -> None:
    assert class_indices(["1", "0"], ("1", "0")) == [0, 1]


def test_names_without_letters_are_classes_too() -> None:
    assert class_indices(["-", "+"], ("+", "-")) == [1, 0]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(DatasetError) as error:
        class_indices(["Trousers"], ("Shirt", "Trouser"))
    assert str(error.value) == (
        "Class 'Trousers' must be one of the 2 classes 'Shirt', 'Trouser', or a number from 0 "
        "to 1. Did you mean 'Trouser'? Rename the folder, or take it away."
    )


def test_a_number_beyond_the_classes_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"Class '2' must be one of the 2 classes"):
        class_indices(["2"], ("Shirt", "Trouser"))


def test_two_folders_for_one_class_are_refused() -> None:
    with pytest.raises(DatasetError) as error:
        class_indices(["1", "trouser"], ("Shirt", "Trouser"))
    assert str(error.value) == (
        "Folders '1' and 'trouser' both mean class 'Trouser'. Put their pictures into one folder."
    )
