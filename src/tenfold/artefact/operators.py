"""The operators of the one file: the shape each gives, in just the forms that export.py writes.

Shapes are of one picture: the batch axis n stands before them, and no rule moves it, multiplies it,
or works on weights alone. The rules raise ValueError for every other form.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from tenfold.artefact.graph import FLOAT32, INT64, Attributes, Node, Weights

Shape = tuple[int, ...]

_MAX_STRIDE = 1024  # the longest side of a picture (PictureSpec)
_MAX_AXES = 8
_FIRST, _LAST = (0, 3, 1, 2), (0, 2, 3, 1)  # where Transpose puts the channels
_KERNEL_AND_BIAS = (FLOAT32, FLOAT32)


class _Step(NamedTuple):
    """What a node is given: shapes of results before it, weights, and attributes."""

    given: Sequence[Shape]
    weights: Sequence[Weights]
    attributes: Attributes


class _Form(NamedTuple):
    """How export.py writes an operator.

    tensors: how many results before it, first of its inputs. weights: element types of the rest.
    attributes: all that it may have; None: its rule looks at them.
    """

    rule: Callable[[_Step], Shape]
    tensors: int = 1
    weights: tuple[int, ...] = ()
    attributes: tuple[Attributes, ...] | None = ({},)


def after(node: Node, known: Mapping[str, Shape], weights: Mapping[str, Weights]) -> Shape:
    """The shape that a node gives. Raises ValueError where it has not its operator's form."""
    form = FORMS[node.operator]
    tensors, constants = node.inputs[: form.tensors], node.inputs[form.tensors :]
    if (
        len(constants) != len(form.weights)
        or any(name not in known for name in tensors)
        or any(name not in weights for name in constants)
    ):
        what = "'pictures'" if node.operator == "Cast" else f"{form.tensors} result(s) before it"
        raise ValueError(f"must be given {what}, then {len(form.weights)} tensor(s) of weights")
    given = [weights[name] for name in constants]
    if tuple(one.element for one in given) != form.weights:
        raise ValueError("must be given weights in float32, or a shape in int64")
    if form.attributes is not None and node.attributes not in form.attributes:
        said = (f"{name} {value}" for one in form.attributes for name, value in one.items())
        wanted = " or ".join(said)
        raise ValueError(
            f"must have the attribute {wanted} alone" if wanted else "must have no attributes"
        )
    return form.rule(_Step([known[name] for name in tensors], given, node.attributes))


def in_words(shape: Shape) -> str:
    """`[n, 28, 28]` for (28, 28)."""
    return f"[{', '.join(map(str, ('n', *shape)))}]"


def _same(step: _Step) -> Shape:
    return step.given[0]


def _mul(step: _Step) -> Shape:
    if step.weights[0].shape != (1,):
        raise ValueError(f"must have weights of shape [1], not {[*step.weights[0].shape]}")
    return step.given[0]


def _add(step: _Step) -> Shape:
    one, other = step.given
    if one != other:
        raise ValueError(f"must add equal shapes, not {in_words(one)} and {in_words(other)}")
    return one


def _concat(step: _Step) -> Shape:
    one, other = step.given
    if one != other or len(one) != 1:
        raise ValueError(f"must join two equal rows, not {in_words(one)} and {in_words(other)}")
    return (2 * one[0],)


def _reshape(step: _Step) -> Shape:
    axes, numbers = step.weights[0].shape, prod(step.given[0])
    if len(axes) != 1 or axes[0] > _MAX_AXES:
        raise ValueError(f"must be given one row of at most {_MAX_AXES} axes")
    batch, *shape = struct.unpack(f"<{axes[0]}q", step.weights[0].raw)
    if batch != -1 or min(shape, default=1) < 1 or prod(shape) != numbers:
        raise ValueError(
            f"must give [-1, ...] with {numbers:,} numbers a picture, not {[batch, *shape]}"
        )
    return tuple(shape)


def _flatten(step: _Step) -> Shape:
    return (prod(step.given[0]),)


def _transpose(step: _Step) -> Shape:
    first, second, third = _picture_axes(step)
    return (third, first, second) if step.attributes["perm"] == _FIRST else (second, third, first)


def _conv(step: _Step) -> Shape:
    channels, *sides = _picture_axes(step)
    kernel, bias = step.weights[0].shape, step.weights[1].shape
    if len(kernel) != 4 or kernel[1] != channels or bias != kernel[:1]:
        raise _misfit(step)
    sizes = kernel[2:]
    match step.attributes:
        case {"strides": (_, _) as strides, "pads": (_, _, _, _) as pads, **others} if (
            not others
            and all(1 <= stride <= _MAX_STRIDE for stride in strides)
            and all(0 <= pad < size for pad, size in zip(pads, sizes * 2, strict=True))
        ):
            padded = [side + a + b for side, a, b in zip(sides, pads[:2], pads[2:], strict=True)]
            return kernel[0], *_places(padded, sizes, strides)
    raise ValueError(
        f"must have 2 strides of 1 to {_MAX_STRIDE}, 4 pads of 0 to less than its kernel "
        f"{[*sizes]}, and no other attribute"
    )


def _max_pool(step: _Step) -> Shape:
    channels, *sides = _picture_axes(step)
    match step.attributes:
        case {"kernel_shape": (_, _) as sizes, "strides": strides, **others} if (
            not others and sizes == strides and min(sizes) >= 1
        ):
            return channels, *_places(sides, sizes, sizes)
    raise ValueError("must have 2 sizes in kernel_shape, equal strides, and no other attribute")


def _places(sides: Sequence[int], sizes: Sequence[int], strides: Sequence[int]) -> list[int]:
    """How often a window fits, down and across."""
    if any(side < size for side, size in zip(sides, sizes, strict=True)):
        raise ValueError(f"has a window of {[*sizes]} in only {[*sides]}")
    rows = zip(sides, sizes, strides, strict=True)
    return [(side - size) // stride + 1 for side, size, stride in rows]


def _global_pool(step: _Step) -> Shape:
    return _picture_axes(step)[0], 1, 1


def _gemm(step: _Step) -> Shape:
    kernel, bias = step.weights[0].shape, step.weights[1].shape
    if len(kernel) != 2 or step.given[0] != kernel[:1] or bias != kernel[1:]:
        raise _misfit(step)
    return bias


def _picture_axes(step: _Step) -> tuple[int, int, int]:
    if len(step.given[0]) != 3:
        raise ValueError(f"must be given 4 axes, not {in_words(step.given[0])}")
    first, second, third = step.given[0]
    return first, second, third


def _misfit(step: _Step) -> ValueError:
    kernel, bias = ([*one.shape] for one in step.weights)
    return ValueError(
        f"has weights {kernel} and {bias}, which do not fit {in_words(step.given[0])}"
    )


# The allow-list of operators.
FORMS: Mapping[str, _Form] = {
    "Add": _Form(_add, tensors=2),
    "Cast": _Form(_same, attributes=({"to": FLOAT32},)),
    "Concat": _Form(_concat, tensors=2, attributes=({"axis": 1},)),
    "Conv": _Form(_conv, weights=_KERNEL_AND_BIAS, attributes=None),
    "Flatten": _Form(_flatten, attributes=({"axis": 1},)),
    "Gemm": _Form(_gemm, weights=_KERNEL_AND_BIAS),
    "GlobalAveragePool": _Form(_global_pool),
    "GlobalMaxPool": _Form(_global_pool),
    "MaxPool": _Form(_max_pool, attributes=None),
    "Mul": _Form(_mul, weights=(FLOAT32,)),
    "Relu": _Form(_same),
    "Reshape": _Form(_reshape, weights=(INT64,)),
    "Transpose": _Form(_transpose, attributes=({"perm": _FIRST}, {"perm": _LAST})),
}
