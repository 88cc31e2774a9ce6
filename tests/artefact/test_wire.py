import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import AttributeProto, StringStringEntryProto, TensorProto

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
            if isinstance(field, memoryview)
        )
    except ValueError:
        return
    assert total <= len(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x80", "ends within a number"),
        (b"\xff" * 11, "longer than 10 bytes"),
        (b"\x08" + b"\xff" * 9 + b"\x02", "longer than 64 bits"),
        (b"\x00\x00", "a field has the number 0"),
        (b"\x80\x80\x80\x80\x10\x00", "a field has the number 536870912"),
        (b"\x0b", "unknown wire type 3"),
        (b"\x0a\x05abc", "longer than its message"),
        (b"\x0a\xff\xff\xff\xff\x0f", "longer than its message"),
    ],
)
def test_broken_bytes_are_named(content, message):
    with pytest.raises(ValueError, match=message):
        list(wire.fields(memoryview(content)))


def test_numbers_of_fixed_size_are_passed_over_and_never_read():
    content = TensorProto(dims=[1], float_data=[0.5]).SerializeToString()
    fixed = AttributeProto(name="a", f=0.5).SerializeToString()
    assert [number for number, _ in wire.fields(memoryview(content))] == [1, 4]
    assert [*wire.fields(memoryview(fixed))][1] == (2, None)
    with pytest.raises(ValueError, match="whole numbers were expected, not one of fixed size"):
        wire.integers(None)
    with pytest.raises(ValueError, match="a string was expected, not a number"):
        wire.text(None)


def test_a_very_long_list_of_numbers_is_refused():
    assert wire.integers(memoryview(b"\x01" * 1_000)) == [1] * 1_000
    with pytest.raises(ValueError, match="a list of numbers has more than 1,000 bytes"):
        wire.integers(memoryview(b"\x01" * 1_001))
