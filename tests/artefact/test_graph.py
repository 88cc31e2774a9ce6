import re

import onnx
import pytest
from artefact.models import model_file
from onnx import TensorProto

from tenfold.artefact import graph


@pytest.fixture(scope="module")
def model():
    return onnx.load_from_string(model_file())


def read(content):
    return graph.read(graph.message(memoryview(content)))


def field(number, content):
    """A field as it stands in a message: its key, its length, its bytes."""
    size, key = len(content), number << 3 | 2
    assert key < 128
    length = bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14])
    return bytes([key]) + length + content


def with_node(model, content):
    """A model of one node, of which protobuf did not write the bytes."""
    rest = onnx.GraphProto()
    rest.CopyFrom(model.graph)
    del rest.node[:]
    return field(7, rest.SerializeToString() + field(1, content))


def test_a_graph_is_read_as_onnx_reads_it(model):
    found = read(model.SerializeToString())
    for node, known in zip(found.nodes, model.graph.node, strict=True):
        assert node.operator == known.op_type
        assert node.inputs == tuple(known.input)
        assert node.outputs == tuple(known.output)
        values = {a.name: onnx.helper.get_attribute_value(a) for a in known.attribute}
        assert node.attributes == {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
    for known in model.graph.initializer:
        weights = found.weights[known.name]
        assert weights.element == known.data_type
        assert weights.shape == tuple(known.dims)
        assert bytes(weights.raw) == known.raw_data
    assert found.inputs == (("pictures", graph.UINT8, [-1, 28, 28]),)
    assert found.outputs == (("logits", graph.FLOAT32, [-1, 10]),)


def test_an_operator_said_twice_is_refused(model):
    """ONNX takes the last, a reader of the first would let anything pass."""
    content = with_node(model, field(4, b"Relu") + field(4, b"Loop"))
    assert onnx.load_from_string(content).graph.node[0].op_type == "Loop"
    with pytest.raises(ValueError, match="a field that can be said once is said 2 times"):
        read(content)


def test_numbers_that_onnx_passes_over_are_refused(model):
    """As a field of fixed size a stride of 9 would be read here, and one of 1 be run."""
    fixed = bytes([8 << 3 | 1]) + bytes([9] * 8)
    attribute = field(1, b"strides") + fixed + bytes([20 << 3 & 127 | 128, 1, 7])
    content = with_node(model, field(4, b"Conv") + field(5, attribute))
    assert list(onnx.load_from_string(content).graph.node[0].attribute[0].ints) == []
    with pytest.raises(ValueError, match="whole numbers were expected, not one of fixed size"):
        read(content)


@pytest.mark.parametrize(
    "attribute",
    [
        onnx.helper.make_attribute("a", 0.5),
        onnx.helper.make_attribute("a", "SAME_UPPER"),
        onnx.helper.make_attribute("a", onnx.helper.make_tensor("t", TensorProto.FLOAT, [1], [0])),
        onnx.AttributeProto(name="a", type=onnx.AttributeProto.INT, ints=[1]),
        onnx.AttributeProto(name="a", type=onnx.AttributeProto.INTS, i=1, ints=[1]),
        onnx.AttributeProto(name="a", i=1),
    ],
)
def test_attributes_that_are_no_whole_numbers_are_none(model, attribute):
    node = onnx.NodeProto(op_type="Relu", attribute=[attribute])
    assert read(with_node(model, node.SerializeToString())).nodes[0].attributes == {"a": None}


def test_an_attribute_said_twice_is_none(model):
    twice = [onnx.helper.make_attribute("axis", axis) for axis in (0, 1)]
    node = onnx.NodeProto(op_type="Flatten", attribute=twice)
    assert read(with_node(model, node.SerializeToString())).nodes[0].attributes == {"axis": None}


def second_weights(model):
    model.graph.initializer.append(model.graph.initializer[0])


def typed_weights(model):
    model.graph.initializer[0].float_data.append(1)


def no_numbers(model):
    tensor = model.graph.initializer[0]
    tensor.dims[:], tensor.raw_data = [0, 4], b""


def many_axes(model):
    model.graph.initializer[0].dims[:] = [1] * 1_000


def many_nodes(model):
    model.graph.node.extend([model.graph.node[0]] * 1_000)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (second_weights, "it holds two weights that are called 'mul_1_0'"),
        (typed_weights, "its weights are of a kind that tenfold does not write"),
        (no_numbers, "weights of shape [0, 4] do not fill what they say"),
        (many_axes, "weights of shape [1, 1, 1, 1, 1, 1, ...] do not fill what they say"),
        (many_nodes, "its graph must have 1 to 1,000 nodes, not 1,008"),
    ],
)
def test_what_tenfold_never_writes_is_refused(model, change, message):
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    change(changed)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read(changed.SerializeToString())


def test_a_message_of_very_many_fields_is_refused():
    with pytest.raises(ValueError, match="a message has more than 10,000 fields"):
        graph.message(memoryview(b"\x08\x01" * 10_001))


def test_a_number_is_no_message():
    with pytest.raises(ValueError, match="a message was expected, not a number"):
        graph.message(7)
    with pytest.raises(ValueError, match="a message was expected, not a number"):
        graph.message(None)
