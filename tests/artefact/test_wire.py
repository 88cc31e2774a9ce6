import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import StringStringEntryProto, TensorProto

from tenfold.artefact import wire

STEADY = settings(derandomize=True, deadline=None)


@given(key=st.text(max_size=300), value=st.text(max_size=300))
@STEADY
def test_strings_come_back_as_protobuf_wrote_them(key, value):
    content = StringStringEntryProto(key=key, value=value).SerializeToString()
    read = {number: wire.text(field) for number, field in wire.fields(memoryview(content))}
    assert read.get(1, "") == key
    assert read.get(2, "") == value


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
@STEADY
def test_integers_come_back_as_protobuf_wrote_them(numbers):
    content = TensorProto(dims=numbers).SerializeToString()
    read = [n for _, field in wire.fields(memoryview(content)) for n in wire.integers(field)]
    assert read == numbers


@given(st.binary(max_size=200))
@STEADY
def test_any_bytes_are_fields_or_a_value_error(content):
    try:
        total = sum(
            len(field)
            for _, field in wire.fields(memoryview(content))
            if not isinstance(field, int)
        )
    except ValueError:
        return
    assert total <= len(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x80", "ends within a number"),
        (b"\xff" * 11, "longer than 10 bytes"),
        (b"\x00\x00", "the number 0"),
        (b"\x0b", "unknown wire type 3"),
        (b"\x0a\x05abc", "longer than its message"),
        (b"\x0a\xff\xff\xff\xff\x0f", "longer than its message"),
    ],
)
def test_broken_bytes_are_named(content, message):
    with pytest.raises(ValueError, match=message):
        list(wire.fields(memoryview(content)))
