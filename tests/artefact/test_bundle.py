import json

import numpy as np
import onnx
import pytest
from artefact.models import CLASSES, metadata, model_file
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from tenfold.artefact import bundle
from tenfold.conformal import HeldOut
from tenfold.errors import ModelFileError


@pytest.fixture(scope="module")
def content() -> bytes:
    return model_file()


def changed(content, change):
    model = onnx.load_from_string(content)
    change(model)
    return model.SerializeToString()


def with_text(content, text):
    return changed(content, lambda m: helper.set_model_props(m, {bundle.KEY: text}))


def with_values(content, **values):
    text = json.dumps(json.loads(metadata().to_text()) | values)
    return with_text(content, text)


def test_a_file_says_everything_it_was_given(content):
    told = metadata(
        temperature=1.5,
        refusal_threshold=0.25,
        held_out=HeldOut(25, (1e-12, 0.1 + 0.2)),
        seed=3,
        scores={"test": {"n": 5}},
    )
    read = bundle.parse(with_text(content, told.to_text())).metadata
    assert read == told


@pytest.mark.parametrize("key", ["outlier_threshold", "held_out"])
def test_a_file_of_before_a_field_was_thought_of_has_none(content, key):
    values = json.loads(metadata().to_text())
    del values[key]
    assert getattr(bundle.parse(with_text(content, json.dumps(values))).metadata, key) is None


def test_the_id_names_the_model_and_its_bytes(content):
    one, other = bundle.parse(content).id, bundle.parse(with_values(content, seed=7)).id
    assert one.name == "tiny"
    assert len(one.hash) == 16
    assert one.hash != other.hash


def test_a_model_from_elsewhere_is_refused(content):
    foreign = changed(content, lambda m: m.ClearField("metadata_props"))
    with pytest.raises(ModelFileError) as error:
        bundle.parse(foreign, name="theirs.onnx")
    assert str(error.value) == (
        "theirs.onnx is an ONNX model, but not one of tenfold's: it carries no class names and no "
        "picture spec (metadata key 'tenfold'). Use a file that 'tenfold train' wrote."
    )


@pytest.mark.parametrize("junk", [b"", b"hello, I am no model", b"\x89PNG\r\n\x1a\n", b"\x00" * 99])
def test_what_is_no_model_is_refused(junk):
    with pytest.raises(ModelFileError, match="is not an ONNX file, or it is broken"):
        bundle.parse(junk)


@given(cut=st.integers(0, 10_000), at=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_a_damaged_file_is_read_or_refused_and_never_crashes(content, cut, at, byte):
    """The head and the tail hold the structure; the middle is weights."""
    damaged = bytearray(content)
    place = at if at < 5_000 else len(damaged) - (at - 4_999)
    damaged[place] = byte
    try:
        read = bundle.parse(bytes(damaged[: len(damaged) - (cut if cut < 5_000 else 0)]))
    except ModelFileError:
        return
    assert len(read.metadata.classes) >= 2


def node(name, **attributes):
    def change(model):
        last = model.graph.node[-1]
        last.output[0] = "before"
        model.graph.node.append(helper.make_node(name, ["before"], ["logits"], **attributes))

    return change


def add_domain(model):
    model.graph.node[1].domain = "ai.evil"


def outside_weights(model):
    tensor = model.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../secret"


def lying_weights(model):
    model.graph.initializer[1].dims[0] = 2**40


def subgraph(model):
    graph = helper.make_graph([], "inner", [], [])
    model.graph.node[1].attribute.append(helper.make_attribute("body", graph))


def huge_attribute(model):
    model.graph.node[1].attribute.append(helper.make_attribute("pads", [2**40]))


def function(model):
    model.functions.append(helper.make_function("d", "f", [], [], [], []))


def other_input(model):
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 64


def fixed_batch(model):
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 5


def second_output(model):
    model.graph.output.append(model.graph.output[0])


def sparse(model):
    model.graph.sparse_initializer.add()


def text_weights(model):
    model.graph.initializer[0].data_type = TensorProto.STRING


def no_nodes(model):
    del model.graph.node[:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (node("Identity"), "it uses the operator Identity, which is not on tenfold's list"),
        (node("If"), "it uses the operator If, which is not on tenfold's list"),
        (add_domain, "it uses the operator ai.evil.Mul, which is not on tenfold's list"),
        (outside_weights, "its weights lie in another file"),
        (lying_weights, "do not fill what they say"),
        (subgraph, "its node 2 (Mul) must have no attributes"),
        (huge_attribute, "its node 2 (Mul) must have no attributes"),
        (function, "it must hold one graph and no functions of its own"),
        (other_input, "its input must be 'pictures' of shape [n, 28, 28], as its metadata says"),
        (fixed_batch, "its input must be 'pictures' of shape [n, 28, 28], as its metadata says"),
        (second_output, "its output must be 'logits' of shape [n, 10], as its metadata says"),
        (sparse, "it holds sparse weights, which tenfold does not write"),
        (text_weights, "its weights are of a kind that tenfold does not write"),
        (no_nodes, "its graph must have 1 to 1,000 nodes, not 0"),
    ],
)
def test_a_graph_that_lies_or_could_do_harm_is_refused(content, change, message):
    with pytest.raises(ModelFileError) as error:
        bundle.parse(changed(content, change), name="file.onnx")
    assert str(error.value).startswith("file.onnx is refused: ")
    assert message in str(error.value)
    assert str(error.value).endswith("Use a file that 'tenfold train' wrote, unchanged.")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"format": 2}, "its format is 2, and this tenfold reads format 1"),
        ({"classes": ["a"]}, "its metadata has no valid 'classes'"),
        ({"classes": ["a", "a"]}, "its metadata has no valid 'classes'"),
        ({"classes": ["a", 3]}, "its metadata has no valid 'classes'"),
        ({"classes": [*CLASSES, "ten"]}, "its output must be 'logits' of shape [n, 11]"),
        ({"temperature": 0}, "its metadata has no valid 'temperature'"),
        ({"temperature": True}, "its metadata has no valid 'temperature'"),
        ({"refusal_threshold": 2}, "its metadata has no valid 'refusal_threshold'"),
        ({"name": ""}, "its metadata has no valid 'name'"),
        ({"spec": {"height": "tall"}}, "its metadata has no valid 'spec'"),
        ({"spec": {"height": 2}}, "its metadata has no valid 'spec'"),
        ({"spec": {"depth": 2}}, "its metadata has no valid 'spec'"),
        ({"recipe": []}, "its metadata has no valid 'recipe'"),
        ({"held_out": []}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 19}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 19, "lowest": 3}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 19, "lowest": [0.5]}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 19, "lowest": [0.5, 0.4]}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 9, "lowest": [float("nan")]}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 9, "lowest": [2]}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 9, "lowest": ["0.5"]}}, "its metadata has no valid 'held_out'"),
        ({"held_out": {"n": 9, "lowest": [0.5], "m": 1}}, "its metadata has no valid 'held_out'"),
    ],
)
def test_metadata_that_lie_are_refused(content, values, message):
    with pytest.raises(ModelFileError) as error:
        bundle.parse(with_values(content, **values))
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "[]", "null", '"x"'])
def test_metadata_that_are_no_table_are_refused(content, text):
    with pytest.raises(ModelFileError, match="its metadata is not JSON|its format is None"):
        bundle.parse(with_text(content, text))


def test_a_keras_file_is_never_opened(tmp_path):
    path = tmp_path / "model.keras"
    path.write_bytes(b"anything")
    with pytest.raises(ModelFileError) as error:
        bundle.read(path)
    assert str(error.value) == (
        f"{path} is a .keras file, which can run code when it is loaded: tenfold never reads one. "
        "Use the .onnx file of the run folder."
    )


def test_a_missing_file_and_one_too_large_are_explained(tmp_path):
    with pytest.raises(ModelFileError, match="Model file .*none.onnx does not exist"):
        bundle.read(tmp_path / "none.onnx")
    large = tmp_path / "large.onnx"
    with open(large, "wb") as file:
        file.truncate(bundle.MAX_BYTES + 1)
    with pytest.raises(
        ModelFileError, match=r"must be at most 256,000,000 bytes\. Got 256,000,001"
    ):
        bundle.read(large)


def test_nothing_is_allocated_from_the_files_word(content):
    """2**40 weights announced: refused from the header, not tried."""
    lying = changed(content, lying_weights)
    assert len(lying) < len(content) + 100
    with pytest.raises(ModelFileError, match=r"weights of shape \[1099511627776"):
        bundle.parse(lying)


def test_class_names_keep_every_letter(content):
    names = ["<b>", "=1+1", "টি-শার্ট", "a\tb", *"456789"]
    read = bundle.parse(with_values(content, classes=names))
    assert read.metadata.classes == tuple(names)
    assert np.array(read.metadata.classes).shape == (10,)
