import numpy as np
import pytest
from artefact.graphs import (
    CAST,
    FLATTEN,
    PLANES,
    ROW,
    computed,
    conv,
    dense,
    file_of,
    model_of,
    refusal,
    reshape,
    run,
    step,
    zeros,
)
from artefact.models import CLASSES, metadata, metadata_of, network
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from tenfold.artefact import export
from tenfold.errors import RecipeError
from tenfold.models import networks
from tenfold.models.registry import LAYERS
from tenfold.training import recipe as recipes
from tenfold.values import PictureSpec

# Files of some bytes to 17 MB that ask for gigabytes or for minutes.
BOMBS = {
    "a product of weights": (
        [step("Mul", zeros(60_000, 1), zeros(1, 60_000), of=())],
        "its node 1 (Mul) must be given 1 result(s) before it, then 1 tensor(s) of weights",
    ),
    "a product with a row": (
        [*ROW, reshape(-1, 784, 1), step("Mul", zeros(60_000)), FLATTEN],
        "its node 4 (Mul) must have weights of shape [1], not [60000]",
    ),
    "a sum by broadcasting": (
        [
            *(*ROW, reshape(-1, 784, 1)),
            step("Reshape", np.array([-1, 1, 784]), of=("r1",)),
            step("Add", of=("r3", "r4")),
        ],
        "its node 5 (Add) must add equal shapes, not [n, 784, 1] and [n, 1, 784]",
    ),
    "a sum of weights": (
        [step("Add", zeros(60_000, 1), zeros(1, 60_000), of=())],
        "its node 1 (Add) must be given 2 result(s) before it, then 0 tensor(s) of weights",
    ),
    "a sum with weights": (
        [*ROW, step("Add", zeros(60_000, 1))],
        "its node 3 (Add) must be given 2 result(s) before it, then 0 tensor(s) of weights",
    ),
    "an outer product of weights": (
        [step("Gemm", zeros(60_000, 1), zeros(1, 60_000), zeros(1), of=())],
        "its node 1 (Gemm) must be given 1 result(s) before it, then 2 tensor(s) of weights",
    ),
    "a long row": (
        [*ROW, dense(784, 1), dense(1, 2_000_001)],
        "its node 4 (Gemm) gives 2,000,001 numbers a picture, more than 2,000,000",
    ),
    "rows joined to rows": (
        [*ROW, *(step("Concat", of=(f"r{n}", f"r{n}"), axis=1) for n in range(2, 20))],
        "its node 14 (Concat) gives 3,211,264 numbers a picture, more than 2,000,000",
    ),
    "weights joined to weights": (
        [step("Concat", zeros(60_000, 1), zeros(60_000, 1), of=(), axis=1)],
        "its node 1 (Concat) must be given 2 result(s) before it, then 0 tensor(s) of weights",
    ),
    "wide pads of a convolution": (
        [*PLANES, conv(1, 1, 3, pads=65_536)],
        "its node 3 (Conv) must have 2 strides of 1 to 1024, 4 pads of 0 to less than its kernel "
        "[3, 3], and no other attribute",
    ),
    "a wide kernel with wide pads": (
        [*PLANES, conv(1, 1, 1000, pads=999)],
        "its node 3 (Conv) gives 16,875,664 numbers a picture, more than 2,000,000",
    ),
    "wide pads of a pooling": (
        [*PLANES, step("MaxPool", kernel_shape=[2, 2], strides=[2, 2], pads=[60_000] * 4)],
        "its node 3 (MaxPool) must have 2 sizes in kernel_shape, equal strides, and no other "
        "attribute",
    ),
    "one filter counts as 16": (
        [CAST, reshape(-1, 1, 400, 400), conv(1, 1, 1), FLATTEN, dense(160_000)],
        "its node 3 (Conv) gives 2,560,000 numbers a picture, more than 2,000,000",
    ),
    "many large results": (
        [CAST, *([step("Relu")] * 40), FLATTEN, dense(512 * 512)],
        "its nodes give 11,010,058 numbers a picture, more than 10,000,000",
    ),
    "much work": (
        [
            *(CAST, reshape(-1, 1, 256, 256), conv(16, 1, 31, pads=15), conv(16, 16, 31, pads=15)),
            *(step("GlobalMaxPool"), FLATTEN, dense(16)),
        ],
        "it takes 17,130,717,376 multiplications a picture, more than 2,000,000,000",
    ),
}
SIDES = {"one filter counts as 16": 400, "many large results": 512, "much work": 256}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_cannot_ask_for_much(name):
    steps, message = BOMBS[name]
    content = file_of(*steps, side=SIDES.get(name, 28))
    assert len(content) < 20_000_000
    assert refusal(content) == message


@pytest.mark.parametrize("outputs", [["pictures"], ["r1"], ["w"], [""], [], ["one", "two"]])
def test_a_result_must_have_a_name_of_its_own(outputs):
    nodes = [
        helper.make_node("Cast", ["pictures"], ["r1"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["r1", "w"], outputs),
    ]
    content = model_of(nodes, [numpy_helper.from_array(zeros(1), "w")])
    assert refusal(content) == "its node 2 (Mul) must give one result, under a name of its own"


def test_the_last_node_must_give_the_logits():
    refused = refusal(file_of(*ROW, dense(784), step("Relu"), last="\x1b[2J" * 9))
    assert refused == (
        "its last node must give 'logits' of shape [n, 10], not "
        "'\\x1b[2J\\x1b[...x1b[2J\\x1b[2J' of shape [n, 10]"
    )
    afterwards = [
        helper.make_node("Cast", ["pictures"], ["logits"], to=TensorProto.FLOAT),
        helper.make_node("Relu", ["logits"], ["more"]),
    ]
    assert "not 'more' of shape [n, 28, 28]" in refusal(model_of(afterwards, []))


@pytest.mark.parametrize("name", recipes.names())
def test_the_shapes_of_every_recipe_are_those_of_the_runtime(name):
    content = export.with_metadata(export.to_onnx(network(name)), metadata_of(name))
    assert computed(content) == run(content)


LAYER = st.one_of(
    st.builds(LAYERS["rescale"], divide_by=st.sampled_from([1.0, 255.0])),
    st.builds(
        LAYERS["conv"],
        filters=st.integers(1, 20),
        size=st.integers(1, 6),
        strides=st.integers(1, 7),
        padding=st.sampled_from(["valid", "same"]),
        activation=st.sampled_from(["linear", "relu"]),
    ),
    st.builds(LAYERS["residual"]),
    st.builds(LAYERS["max_pool"], size=st.integers(1, 4)),
    st.builds(LAYERS["dropout"], rate=st.just(0.5)),
    st.builds(LAYERS["flatten"]),
    st.builds(LAYERS["global_pool"], of=st.sampled_from(["mean", "max", "both"])),
    st.builds(
        LAYERS["dense"],
        units=st.integers(1, 40),
        activation=st.sampled_from(["linear", "relu"]),
    ),
)


@st.composite
def recipe_layers(draw):
    """A picture's shape, and layers of a recipe that fit it and each other."""
    height, width = draw(st.integers(4, 20)), draw(st.integers(4, 20))
    shape = draw(st.sampled_from([(height, width, 1), (1, width, height), (height, 1, 1, width)]))
    layers = [LAYERS["reshape"](shape=shape)]
    for layer in draw(st.lists(LAYER, max_size=8)):
        try:
            after = layer.shape_after(shape)
        except RecipeError:
            continue
        if layer.kind != "dense" or len(shape) == 1:
            layers.append(layer)
            shape = after
    if len(shape) > 1:
        layers.append(LAYERS["flatten"]())
    return (height, width), [*layers, LAYERS["dense"](units=len(CLASSES))]


@given(recipe_layers())
@settings(derandomize=True, deadline=None, max_examples=25)
def test_any_network_of_recipe_layers_is_accepted(drawn):
    picture, layers = drawn
    model, _ = networks.build(layers, picture, input_name="pictures", rng=np.random.default_rng(0))
    spec = PictureSpec(height=picture[0], width=picture[1], box=4)
    content = export.with_metadata(export.to_onnx(model), metadata(spec=spec))
    assert computed(content) == run(content)
    assert [row.output_shape for row in networks.table(layers, picture)][-1] == (len(CLASSES),)
