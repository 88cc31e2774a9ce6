from __future__ import annotations

import pytest

from tenfold.errors import UsageError
from tenfold.inference import checks
from tenfold.inference.fields import load_form, parse_form

BOX = {"box": [0.1, 0.1, 0.3, 0.05]}


def written(tmp_path, text: str | bytes):
    path = tmp_path / "club.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_form_says_where_its_fields_are_and_what_they_hold(tmp_path):
    path = written(
        tmp_path,
        """
        reference = "empty.png"
        margin = 0.3
        [fields.member]
        box = [410, 320, 480, 70]
        digits = 4
        check = "luhn"
        required = true
        [fields."year of birth"]
        box = [410.5, 420, 200, 70]
        page = 2
        pattern = "(19|20)[0-9]{2}"
        """,
    )
    form = load_form(path)
    assert (form.name, form.margin, form.pages) == ("club", 0.3, 2)
    assert form.reference == str(tmp_path / "empty.png")
    member, year = form.fields.values()
    assert list(form.fields) == ["member", "year of birth"]
    assert member.box == (410, 320, 480, 70)
    assert member.accepts is not None
    assert year.accepts is not None
    assert [member.accepts(text) for text in ("1230", "1234", "79927398713")] == [1, 0, 0]
    assert [year.accepts(text) for text in ("1987", "2187", "19871")] == [1, 0, 0]


def test_a_field_without_checks_accepts_anything():
    assert parse_form({"name": "a", "fields": {"x": BOX}}).fields["x"].accepts is None


def test_every_check_can_be_named():
    for name in checks.CHECKS:
        parse_form({"name": "a", "fields": {"x": BOX | {"check": name}}})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sise": [10, 10]}, "setting 'sise' does not exist. Did you mean 'size'?"),
        (
            {"fields": {"x": BOX | {"digts": 3}}},
            "setting 'fields.x.digts' does not exist. Did you mean 'digits'?",
        ),
        ({"fields": {"x": {"digits": 3}}}, "setting 'fields.x.box' is missing."),
        (
            {"fields": {"x": BOX | {"check": "lun"}}},
            "fields.x.check must be one of luhn, gtin, mod11, mod11-cycle7, iso7064-11-2. Got "
            "'lun'. Did you mean 'luhn'?",
        ),
        (
            {"fields": {"x": BOX | {"pattern": "["}}},
            "fields.x.pattern: A pattern must be a regular expression, such as '20[0-9]{2}'. Got "
            "'[': unterminated character set",
        ),
        (
            {"fields": {"x": {"box": [5, 5, 30, 10]}}},
            "the box of 'x' is in pixels, and nothing says of what. Give reference = "
            '"empty.png", or size = [1654, 2339], or the box in shares of the page, 0 to 1.',
        ),
        (
            {"size": [40, 40], "fields": {"x": {"box": [5, 5, 36, 10]}}},
            "the box of 'x' reaches beyond the page.",
        ),
        ({"fields": {"x": {"box": [0.9, 0, 0.2, 0.1]}}}, "the box of 'x' reaches beyond the page."),
        (
            {"fields": {"x": {"box": [0.1, 0.1, 0, 0.1]}}},
            "fields.x: a box is x, y, width, height, and its width and height are not 0.",
        ),
        ({"fields": {"x": BOX | {"digits": 0}}}, "fields.x.digits: Input should be greater than"),
        ({"fields": {"x": {"box": [0, 0, 1]}}}, "setting 'fields.x.box.3' is missing."),
        (
            {"size": [9, 9], "reference": "a.png"},
            "reference and size are both given; the reference knows its size.",
        ),
        ({"fields": {}}, "fields: Dictionary should have at least 1 item after validation"),
        ({"fields": {"x": 3}}, "fields.x: Input should be a valid dictionary"),
    ],
)
def test_wrong_settings_are_explained(change, words):
    values = {"name": "club", "fields": {"x": BOX}} | change
    with pytest.raises(UsageError) as caught:
        parse_form(values, whose="Form 'club.toml'")
    assert str(caught.value).startswith(f"Form 'club.toml': {words}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "is not valid TOML: 'utf-8' codec can't decode"),
        ("name = ", "is not valid TOML: Invalid value"),
        (b"#" * 1_000_001, "must be at most 1 MB of text. Give another file."),
        ("", "setting 'fields' is missing."),
    ],
)
def test_files_that_are_no_form_are_explained(content, words, tmp_path):
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as caught:
        load_form(path)
    assert (
        str(caught.value).replace(": setting", " setting").startswith(f"Form {str(path)!r} {words}")
    )


def test_a_form_that_is_not_there_is_explained():
    with pytest.raises(UsageError, match=r"Form 'no\.toml' does not exist\. Check the spelling"):
        load_form("no.toml")
