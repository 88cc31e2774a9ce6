"""What stands on a line that is not digits alone: dates, sums of money, words beside numbers.

A person who reads numbers passes over all of it. What nobody could tell from a digit where it
stands is not asked for: a word has a letter that is like none in all its parts.
"""

from __future__ import annotations

import string

import numpy as np

# What a person would read as a digit in some hand or font.
_LOOKALIKE = frozenset("lIiOoQDSsZzBbGgqTtJjyUuYAa")
CLEAR = "".join(letter for letter in string.ascii_letters if letter not in _LOOKALIKE)
_CLEAR_WITHIN = 4  # letters

# How often letters are in English, in thousandths of them all.
_OFTEN = dict(
    zip(
        string.ascii_lowercase,
        (82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24,
         2, 20, 1),
        strict=True,
    )
)  # fmt: skip
_SHARES = np.array([*_OFTEN.values()]) / sum(_OFTEN.values())

_BETWEEN = ("/", "-", ".", ",", ":", "+", "=", " x ", " + ", " = ", " - ", ") ", ", ", ": ", " / ")
_BEFORE = ("$", "€", "£", "#", "(", "+", "-", "*", "'", "No. ", "Nr ", "n° ", "$ ", "€ ")
_AFTER = ("%", ")", "€", "$", ".", ",", ":", ";", "°", "!", "?", "'", '"', " €", " £", " %", ".-")
LONGEST = 11  # characters: no more have room in a strip


def draw_text(rng: np.random.Generator) -> str:
    """Digits between signs, digits beside words, or words alone; at most `LONGEST` characters."""
    while True:
        kind = rng.random()
        if kind < 0.45:
            text = _with_signs(rng)
        elif kind < 0.8:
            text = _beside_words(rng)
        else:
            text = draw_words(rng)
        if len(text) <= LONGEST:
            return text


def draw_words(rng: np.random.Generator) -> str:
    """One to three words, now and then with a sign after them."""
    words = " ".join(_word(rng) for _ in range(rng.integers(1, 4)))[:LONGEST].rstrip()
    if not all(_is_plain(word) for word in words.split()):
        return draw_words(rng)
    return words + (str(rng.choice(list(".,:;!?"))) if rng.random() < 0.2 else "")


def _with_signs(rng: np.random.Generator) -> str:
    parts = [_digits(rng, 4) for _ in range(rng.integers(1, 4))]
    between = rng.choice(_BETWEEN) if rng.random() < 0.6 else None
    text = parts[0]
    for part in parts[1:]:
        text += (between or str(rng.choice(_BETWEEN))) + part
    if rng.random() < 0.4 or len(parts) == 1:
        text = str(rng.choice(_BEFORE)) + text
    if rng.random() < 0.4:
        text += str(rng.choice(_AFTER))
    return text


def _beside_words(rng: np.random.Generator) -> str:
    """A word before digits, after them, on both sides, or right beside them as in a code."""
    digits = _digits(rng, 6)
    kind = rng.random()
    if kind < 0.2:
        letters = "".join(rng.choice(list(CLEAR.upper()), rng.integers(1, 3)))
        return letters + digits if rng.random() < 0.7 else digits + letters.lower()
    words = _plain_word(rng), _plain_word(rng)
    if kind < 0.55:
        return f"{words[0]} {digits}"
    if kind < 0.85:
        return f"{digits} {words[0]}"
    return f"{words[0]} {digits} {words[1]}"


def _digits(rng: np.random.Generator, most: int) -> str:
    return "".join(map(str, rng.integers(0, 10, rng.integers(1, most + 1))))


def _plain_word(rng: np.random.Generator) -> str:
    while True:
        word = _word(rng)
        if _is_plain(word):
            return word


def _word(rng: np.random.Generator) -> str:
    """Letters as often as in English: small, with a capital, or in capitals."""
    word = "".join(rng.choice(list(_OFTEN), rng.integers(2, 8), p=_SHARES))
    case = rng.random()
    if case < 0.55:
        return word
    return word.capitalize() if case < 0.8 else word.upper()


def _is_plain(word: str) -> bool:
    """Whether there is a letter like no digit in each of its parts."""
    parts = [word[i : i + _CLEAR_WITHIN] for i in range(max(len(word) - _CLEAR_WITHIN, 0) + 1)]
    return all(not _LOOKALIKE.issuperset(part) for part in parts)
