"""Muon for convolutions: every step turns all directions of a filter bank by the same amount.

Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks") replaces the
momentum of a weight matrix by the nearest orthogonal one, so that rare directions learn as fast
as common ones. As in Jordan's airbench94 the norm of each bank is set anew before every step: the
learning rate is then the share of the bank that a step turns, and no BatchNorm is needed. On this
kind of network it was worth more than a change of architecture; Keras' own Muon (3.15) passes
convolution kernels on to AdamW.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

_STEPS = 3  # of Newton and Schulz; more bring the singular values nearer to 1, and no accuracy
_QUINTIC = (3.4445, -4.7750, 2.0315)  # Jordan's coefficients: steep at 0, so that 3 steps do


class Muon(keras.optimizers.Optimizer):
    """Muon on convolution kernels, SGD with Nesterov's momentum on everything else.

    learning_rate: the share of a kernel's norm that one step turns. others: what SGD's learning
    rate is of that. momentum: of both, 0 to 1.
    """

    def __init__(
        self, learning_rate: Any, *, momentum: float, others: float, **settings: Any
    ) -> None:
        super().__init__(learning_rate, **settings)
        self._momentum, self._others = momentum, others

    def build(self, variables: list[Any]) -> None:
        """One velocity for each variable."""
        if not self.built:
            super().build(variables)
            self._velocities = [
                self.add_variable_from_reference(v, name="velocity") for v in variables
            ]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """One variable's step."""
        rate = ops.cast(learning_rate, variable.dtype)
        velocity = self._velocities[self._get_variable_index(variable)]
        speed = self._momentum * velocity + gradient
        self.assign(velocity, speed)
        step = gradient + self._momentum * speed
        if len(variable.shape) != 4:
            self.assign_sub(variable, rate * self._others * step)
            return
        filters = variable.shape[-1]
        turn = ops.reshape(orthogonal(ops.reshape(step, (-1, filters))), variable.shape)
        norm = ops.sqrt(ops.sum(ops.square(variable)))
        self.assign(variable, variable * (filters**0.5 / norm) - rate * turn)


def orthogonal(matrix: Any) -> Any:
    """About the nearest matrix with all singular values 1; float32, shape (rows, columns).

    Newton-Schulz iteration of a quintic: after three steps they lie between about 0.4 and 1.3
    unless they began below a hundredth of the largest.
    """
    a, b, c = _QUINTIC
    tall = matrix.shape[0] > matrix.shape[1]
    matrix = ops.transpose(matrix) if not tall else matrix
    matrix = matrix / (ops.sqrt(ops.sum(ops.square(matrix))) + 1e-7)
    for _ in range(_STEPS):
        gram = ops.matmul(ops.transpose(matrix), matrix)
        matrix = a * matrix + ops.matmul(matrix, b * gram + c * ops.matmul(gram, gram))
    return matrix if tall else ops.transpose(matrix)
