"""When to stop before the last epoch."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.training.recipe import StopRule
from tenfold.values import Epoch


def reason_to_stop(rules: Sequence[StopRule], history: Sequence[Epoch]) -> str | None:
    """Why training ends after the last epoch of `history`, in words, or None to go on."""
    for rule in rules:
        values = [getattr(epoch, rule.metric) for epoch in history]
        if _holds(rule, values):
            return f"{rule} ({rule.metric} is {values[-1]:.4f} after epoch {history[-1].epoch})"
    return None


def _holds(rule: StopRule, values: Sequence[float]) -> bool:
    if rule.above is not None:
        return values[-1] > rule.above
    if rule.below is not None:
        return values[-1] < rule.below
    higher_is_better = rule.metric.endswith("accuracy")
    # The first best epoch counts: standing still is not getting better.
    best = values.index(max(values) if higher_is_better else min(values))
    return len(values) - 1 - best >= (rule.patience or 0)
