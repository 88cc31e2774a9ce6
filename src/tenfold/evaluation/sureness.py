"""What the report says of how sure a model is: confidence, refusing, prediction sets, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tenfold.conformal import LabelSet, SetScores
from tenfold.evaluation.words import percent, points, set_name
from tenfold.values import Scores

_MOST_NAMES = 10  # of one prediction set


def sureness(scores: Scores) -> str:
    """One sentence on whether the answers are too sure, too unsure, or about right."""
    confidence = sum(one.count * (one.confidence or 0.0) for one in scores.reliability) / scores.n
    text = (
        f"On average it is {percent(confidence)} sure of an answer, "
        f"and right {percent(scores.accuracy)} of the time"
    )
    if scores.interval[0] <= confidence <= scores.interval[1]:
        return f"{text}: its confidence can be taken at its word."
    tendency = "too sure of itself" if confidence > scores.accuracy else "too modest"
    return f"{text}: it is {points(confidence - scores.accuracy)} {tendency}."


def label_set_in_words(given: LabelSet) -> str:
    """One picture's set: "99% set: 4, 9", the most likely first; of many classes the first ten."""
    names = ", ".join(given.names[:_MOST_NAMES])
    more = len(given.names) - _MOST_NAMES
    return f"{set_name(given.coverage)}: {names}" + (f" and {more:,} more" if more > 0 else "")


def sets_in_words(sets: SetScores) -> str:
    """What prediction sets reach, without saying on which pictures."""
    low, high = (percent(end, 2) for end in sets.interval)
    return (
        f"{percent(sets.reached, 2)} of cases (95% interval {low} to {high}), "
        f"with {sets.mean_size:.2f} classes in a set on average"
    )


def sets_on_splits(sets: Mapping[str, SetScores]) -> str | None:
    """The report's sentences on prediction sets, by split; None where there are none."""
    test, own = sets.get("test"), sets.get("validation")
    if test is None:
        return None
    text = (
        f"Where one answer is not enough, --coverage {test.coverage:g} gives every class that a "
        f"picture may well be of. On test pictures these {set_name(test.coverage)}s hold the true "
        f"class in {sets_in_words(test)}"
    )
    if own is not None:
        text += f"; on validation pictures, from which they were made, in {percent(own.reached, 2)}"
    return f"{text}. What they promise is for pictures like the validation ones, and for no others."
