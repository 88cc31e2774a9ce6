"""Strangers' words where they could do harm: in cells of a spreadsheet and as names of files."""

from __future__ import annotations

import re
import unicodedata

# What a spreadsheet takes for the beginning of a formula, half and full width (OWASP, "CSV
# Injection", https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]+')  # on one system or another
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # on Windows
_LONGEST_NAME = 120  # bytes, of the 255 that file systems take
_MAGIC = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"BM": ".bmp",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"RIFF": ".webp",
}


def cell(text: str) -> str:
    """A text for a cell of CSV: on one line, without control characters, and never a formula.

    An apostrophe before it makes a spreadsheet show the rest as text.
    """
    plain = _CONTROLS.sub(" ", text).strip()
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def folder_name(name: str, label: int) -> str:
    """A name for the folder of a class that every file system takes, as like `name` as can be.

    It leads nowhere else, is not hidden and is no device. A name of which nothing is left becomes
    that of its label. It is found again as the class by `class_indices`, which looks at letters.
    """
    plain = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub("-", _CONTROLS.sub(" ", name)))
    plain = plain.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    plain = plain.strip(" .")
    if not re.search(r"[^\W_]", plain):
        return f"class {label}"
    hidden = plain.startswith("__") or _DEVICES.fullmatch(plain)
    return f"class {plain.strip('_')}" if hidden else plain


def suffix_of(content: bytes) -> str:
    """What a picture's file name ends with, by its first bytes."""
    found = (suffix for magic, suffix in _MAGIC.items() if content.startswith(magic))
    return next(found, ".picture")
