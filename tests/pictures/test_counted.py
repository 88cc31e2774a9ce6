from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.pictures.counted import median, quantile

WEIGHTED = st.lists(st.tuples(st.floats(-1, 1, width=32), st.integers(1, 9)), min_size=1)


@settings(derandomize=True, deadline=None)
@given(WEIGHTED)
def test_counted_values_have_the_median_and_quantiles_of_all(
    weighted: list[tuple[float, int]],
) -> None:
    values, counts = np.array(weighted, np.float32).T
    counts = counts.astype(np.int64)
    every = np.repeat(values, counts)
    assert median(values, counts) == float(np.median(every))
    for share in (0, 0.3, 0.5, 0.7, 1):
        assert quantile(values, counts, share) == pytest.approx(np.quantile(every, share), abs=1e-5)
