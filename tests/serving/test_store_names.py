"""Strangers' words, made harmless."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.serving.store_names import cell, folder_name, suffix_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  \t=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("\x00\x1b[31m=x", "[31m=x"),
        ("＝1", "'＝1"),
        ("a\r\nb", "a b"),
        ("plain, with \"quotes\" and কা", "plain, with \"quotes\" and কা"),
        ("", ""),
    ],
)  # fmt: skip
def test_no_cell_begins_a_formula_or_holds_a_control_character(text, shown):
    assert cell(text) == shown


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("7", "7"),
        ("T-shirt/top", "T-shirt-top"),
        ("Ankle boot", "Ankle boot"),
        ("জুতা", "জুতা"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..", "class 4"),
        ("///", "class 4"),
        ("___", "class 4"),
        (".hidden", "hidden"),
        ("CON", "class CON"),
        ("nul.txt", "class nul.txt"),
        ("__MACOSX", "class MACOSX"),
        ("a\0b\nc", "a b c"),
        ("a" * 500, "a" * 120),
        ("🙂", "class 4"),
    ],
)
def test_a_folder_is_called_like_its_class_as_far_as_that_is_safe(name, folder):
    assert folder_name(name, 4) == folder


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_folder_name_leads_nowhere_and_is_not_hidden(name):
    folder = folder_name(name, 4)
    assert folder not in ("", ".", "..")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', folder)
    assert not folder.startswith((".", "__", " "))
    assert not folder.endswith((".", " "))
    assert len(folder.encode()) <= 140


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"\x89PNG\r\n", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"RIFF....WEBP", ".webp"),
        (b"#!/bin/sh", ".picture"),
        (b"", ".picture"),
    ],
)
def test_a_file_is_called_what_its_first_bytes_say(content, suffix):
    assert suffix_of(content) == suffix
