"""The protobuf wire format, read without trusting it: a message as its numbered fields.

An ONNX file is a protobuf. Before a file from elsewhere reaches the runtime, bundle.py walks it
with this reader, which needs no onnx package and allocates nothing on the file's word.
Source: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator

# A varint, the bytes of what has a length, or None: a number of fixed size. No field that is read
# is one, and onnxruntime passes over a field that is of another kind than it should be.
Value = int | memoryview | None

_MAX_PACKED = 1_000  # lists are of axes; a number takes up to sixteen times its bytes in memory


def fields(message: memoryview) -> Iterator[tuple[int, Value]]:
    """(number, value) of every field. Raises ValueError where the bytes are no protobuf message."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if not 0 < number < 1 << 29:
            raise ValueError(f"a field has the number {number}")
        if kind == 0:
            value, place = _varint(message, place)
            yield number, value
            continue
        if kind == 2:
            size, place = _varint(message, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field has the unknown wire type {kind}")
        if size > len(message) - place:
            raise ValueError("a field is longer than its message")
        yield number, message[place : place + size] if kind == 2 else None
        place += size


def integers(value: Value) -> list[int]:
    """The signed integers of a repeated int64 field, packed or not. Raises ValueError."""
    if value is None:
        raise ValueError("whole numbers were expected, not one of fixed size")
    if isinstance(value, int):
        return [_signed(value)]
    if len(value) > _MAX_PACKED:
        raise ValueError(f"a list of numbers has more than {_MAX_PACKED:,} bytes")
    numbers, place = [], 0
    while place < len(value):
        number, place = _varint(value, place)
        numbers.append(_signed(number))
    return numbers


def text(value: Value) -> str:
    """A string field. Raises ValueError where it is none."""
    if not isinstance(value, memoryview):
        raise ValueError("a string was expected, not a number")
    return bytes(value).decode("utf-8")


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            raise ValueError("the message ends within a number")
        byte = message[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            if number >> 64:
                raise ValueError("a number is longer than 64 bits")
            return number, place
    raise ValueError("a number is longer than 10 bytes")


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
