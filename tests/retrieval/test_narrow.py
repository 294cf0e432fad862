"""Numbers on the disk are the numbers that were given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from exchange.retrieval.whoosh.narrow import narrow


@given(arrays.arrays(np.int64, st.integers(0, 20), elements=st.integers(0, 2**32 - 1)))
def test_whole_numbers_stay_as_they_are(numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    held = narrow(numbers)
    assert held.tolist() == numbers.tolist()
    assert held.dtype.itemsize <= 4


@pytest.mark.parametrize(("highest", "kind"), [(255, "|u1"), (256, "<u2"), (65_535, "<u2"), (65_536, "<u4")])
def test_the_type_is_the_narrowest(highest: int, kind: str) -> None:
    assert narrow(np.array([0, highest])).dtype.str == kind
    assert narrow(np.array([0, highest], dtype=np.float32)).dtype.str == kind


@pytest.mark.parametrize("numbers", [[0.5, 3.0], [1.0, 2.0**40]])
def test_other_numbers_are_kept_in_single_precision(numbers: list[float]) -> None:
    held = narrow(np.array(numbers, dtype=np.float32))
    assert held.dtype == np.float32
    assert held.tolist() == numbers


def test_none_are_none() -> None:
    assert narrow(np.empty(0, dtype=np.int64)).tolist() == []
