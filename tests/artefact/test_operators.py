import numpy as np
import pytest
from artefact.graphs import (
    CAST,
    FIRST,
    FLATTEN,
    PLANES,
    ROW,
    computed,
    conv,
    dense,
    file_of,
    refusal,
    reshape,
    run,
    step,
    zeros,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto

POOL = step("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
ONE = zeros(1)
KERNEL = (zeros(4, 1, 3, 3), zeros(4))
NO_PADS = {"strides": [1, 1], "pads": [0, 0, 0, 0]}
IN_ONE_ROW = "its node 3 (Reshape) must be given one row of at most 8 axes"
NOT_784 = "its node 2 (Reshape) must give [-1, ...] with 784 numbers a picture, not "
CONV_FORM = (
    "its node 3 (Conv) must have 2 strides of 1 to 1024, 4 pads of 0 to less than its kernel "
    "[3, 3], and no other attribute"
)
POOL_FORM = (
    "its node 3 (MaxPool) must have 2 sizes in kernel_shape, equal strides, and no other attribute"
)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        # what is given
        ([step("Relu")], "its node 1 (Relu) must be given 1 result(s) before it, then 0 tensor(s)"),
        ([CAST, CAST], "its node 2 (Cast) must be given 'pictures', then 0 tensor(s) of weights"),
        ([CAST, step("Relu", of=("r9",))], "its node 2 (Relu) must be given 1 result(s)"),
        ([CAST, step("Relu", of=("r2",))], "its node 2 (Relu) must be given 1 result(s)"),
        ([CAST, step("Mul")], "its node 2 (Mul) must be given 1 result(s) before it, then 1 tens"),
        ([CAST, step("Mul", ONE, of=("r1", "r1"))], "its node 2 (Mul) must be given 1 result"),
        ([CAST, step("Gemm", zeros(784, 10))], "its node 2 (Gemm) must be given 1 result(s)"),
        ([CAST, step("Conv", KERNEL[0])], "its node 2 (Conv) must be given 1 result(s) before it"),
        ([CAST, step("Mul", np.zeros(1, np.int64))], "its node 2 (Mul) must be given weights in"),
        ([CAST, step("Reshape", ONE)], "must be given weights in float32, or a shape in int64"),
        # attributes
        (
            [step("Cast", to=TensorProto.DOUBLE)],
            "its node 1 (Cast) must have the attribute to 1 al",
        ),
        ([step("Cast", to=1, saturate=0)], "its node 1 (Cast) must have the attribute to 1 alone"),
        ([step("Cast")], "its node 1 (Cast) must have the attribute to 1 alone"),
        ([CAST, step("Flatten", axis=0)], "its node 2 (Flatten) must have the attribute axis 1 al"),
        ([CAST, step("Flatten", axis=[1])], "its node 2 (Flatten) must have the attribute axis 1"),
        ([CAST, step("Relu", axis=1)], "its node 2 (Relu) must have no attributes"),
        ([*ROW, step("Gemm", zeros(784, 10), zeros(10), transA=1)], "(Gemm) must have no attribu"),
        ([*ROW, step("Gemm", zeros(10, 784), zeros(10), transB=1)], "(Gemm) must have no attribu"),
        ([*ROW, step("Gemm", zeros(784, 10), zeros(10), alpha=2.0)], "(Gemm) must have no attrib"),
        ([*ROW, step("Gemm", zeros(784, 10), zeros(10), beta=0.0)], "(Gemm) must have no attribu"),
        ([CAST, step("Reshape", np.array([-1, 784]), allowzero=1)], "(Reshape) must have no attr"),
        (
            [*PLANES, step("Transpose", perm=[1, 0, 2, 3])],
            "its node 3 (Transpose) must have the attribute perm (0, 3, 1, 2) or perm (0, 2, 3, 1)"
            " alone",
        ),
        ([*PLANES, step("Transpose")], "must have the attribute perm (0, 3, 1, 2) or perm (0, 2, "),
        (
            [*ROW, step("Concat", of=("r2", "r2"), axis=0)],
            "must have the attribute axis 1 alone",
        ),
        # shapes
        ([CAST, reshape(-1, 783)], NOT_784 + "[-1, 783]"),
        ([CAST, reshape(784, -1)], NOT_784 + "[784, -1]"),
        ([CAST, reshape(-1, 0, 28)], NOT_784 + "[-1, 0, 28]"),
        ([CAST, reshape(-1, -28, -28)], NOT_784 + "[-1, -28, -28]"),
        ([CAST, reshape(1, 784)], NOT_784 + "[1, 784]"),
        ([CAST, reshape(-1)], NOT_784 + "[-1]"),
        ([*ROW, reshape(-1, 784, *[1] * 7)], IN_ONE_ROW),
        ([*ROW, step("Reshape", np.array([[-1, 784]]))], IN_ONE_ROW),
        (
            [CAST, step("Transpose", perm=FIRST)],
            "(Transpose) must be given 4 axes, not [n, 28, 28]",
        ),
        ([CAST, step("GlobalMaxPool")], "(GlobalMaxPool) must be given 4 axes, not [n, 28, 28]"),
        ([*ROW, POOL], "its node 3 (MaxPool) must be given 4 axes, not [n, 784]"),
        ([CAST, conv(4, 1, 3)], "its node 2 (Conv) must be given 4 axes, not [n, 28, 28]"),
        ([*PLANES, conv(4, 3, 3)], "weights [4, 3, 3, 3] and [4], which do not fit [n, 1, 28, 28]"),
        ([*PLANES, conv(4, 1, 29)], "its node 3 (Conv) has a window of [29, 29] in only [28, 28]"),
        (
            [*PLANES, step("Conv", zeros(4, 1, 9), zeros(4), **NO_PADS)],
            "its node 3 (Conv) has weights [4, 1, 9] and [4], which do not fit [n, 1, 28, 28]",
        ),
        ([*PLANES, step("Conv", KERNEL[0], ONE, **NO_PADS)], "weights [4, 1, 3, 3] and [1], which"),
        ([CAST, dense(28)], "weights [28, 10] and [10], which do not fit [n, 28, 28]"),
        ([*ROW, dense(783)], "its node 3 (Gemm) has weights [783, 10] and [10], which do not fit"),
        ([*ROW, step("Gemm", zeros(784, 10), ONE)], "weights [784, 10] and [1], which do not fit"),
        (
            [*PLANES, step("Concat", of=("r2", "r2"), axis=1)],
            "(Concat) must join two equal rows, not [n, 1, 28, 28] and [n, 1, 28, 28]",
        ),
        (
            [*ROW, dense(784), step("Concat", of=("r2", "r3"), axis=1)],
            "its node 4 (Concat) must join two equal rows, not [n, 784] and [n, 10]",
        ),
        # the end
        (
            [*ROW],
            "its last node must give 'logits' of shape [n, 10], not 'logits' of shape [n, 784]",
        ),
        ([*ROW, dense(784, 11)], "not 'logits' of shape [n, 11]"),
    ],
)
def test_a_form_that_tenfold_does_not_write_is_refused(steps, message):
    assert message in refusal(file_of(*steps))


@pytest.mark.parametrize(
    "attributes",
    [
        {"strides": [1, 1]},
        {"pads": [0] * 4},
        {"strides": [1, 1], "pads": [0, 0]},
        {"strides": [1], "pads": [0] * 4},
        {"strides": 1, "pads": [0] * 4},
        {"strides": [0, 1], "pads": [0] * 4},
        {"strides": [1, 1025], "pads": [0] * 4},
        {"strides": [1, 1], "pads": [0, 0, -1, 0]},
        {"strides": [1, 1], "pads": [0, 3, 0, 0]},
        {**NO_PADS, "dilations": [60_000, 60_000]},
        {**NO_PADS, "group": 1},
        {**NO_PADS, "kernel_shape": [3, 3]},
        {**NO_PADS, "auto_pad": "SAME_UPPER"},
    ],
)
def test_another_form_of_a_convolution_is_refused(attributes):
    assert refusal(file_of(*PLANES, step("Conv", *KERNEL, **attributes))) == CONV_FORM


@pytest.mark.parametrize(
    "attributes",
    [
        {"kernel_shape": [2, 2]},
        {"kernel_shape": [2], "strides": [2]},
        {"kernel_shape": [2, 2], "strides": [1, 1]},
        {"kernel_shape": [0, 2], "strides": [0, 2]},
        {"kernel_shape": [-2, -2], "strides": [-2, -2]},
        {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1},
        {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [0] * 4},
        {"kernel_shape": [2, 2], "strides": [2, 2], "auto_pad": "VALID"},
    ],
)
def test_another_form_of_a_pooling_is_refused(attributes):
    assert refusal(file_of(*PLANES, step("MaxPool", **attributes))) == POOL_FORM


def test_a_pooling_larger_than_the_picture_is_refused():
    steps = [*PLANES, step("MaxPool", kernel_shape=[29, 2], strides=[29, 2])]
    assert refusal(file_of(*steps)) == (
        "its node 3 (MaxPool) has a window of [29, 2] in only [28, 28]"
    )


SIDE = st.integers(1, 4)


@given(
    sizes=st.tuples(SIDE, SIDE),
    strides=st.tuples(SIDE, SIDE),
    pads=st.tuples(*[st.integers(0, 4)] * 4),
    channels=st.sampled_from([1, 2, 4]),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_what_a_convolution_lets_through_is_what_the_runtime_gives(sizes, strides, pads, channels):
    kernel = zeros(3, channels, *sizes), zeros(3)
    content = file_of(
        *(CAST, reshape(-1, channels, 2, 8 // channels)),
        step("Conv", *kernel, strides=strides, pads=pads),
        *(step("GlobalMaxPool"), FLATTEN, dense(3)),
        side=4,
    )
    fits = all(
        pads[axis] < size and pads[axis + 2] < size and side + pads[axis] + pads[axis + 2] >= size
        for axis, (side, size) in enumerate(zip((2, 8 // channels), sizes, strict=True))
    )
    if fits:
        assert computed(content) == run(content)
    else:
        assert refusal(content).startswith("its node 3 (Conv) ")
