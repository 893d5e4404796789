"""A network without its unused characters reads as the whole one does."""

import numpy as np
import pytest

from ocr.models import model_bytes, open_network
from ocr.models.narrow import model_notes, narrowed
from ocr.text_reader import PADDLE

COLUMNS = [0, 5, 3, 77, 18000]


def test_a_narrowed_network_gives_the_same_shares_of_what_is_kept() -> None:
    whole = model_bytes(*PADDLE)
    less = narrowed(whole, COLUMNS)
    assert len(less) < 0.7 * len(whole)
    assert model_notes(less) == open_network(whole).notes
    image = np.random.default_rng(1).random((1, 3, 48, 160), np.float32)
    wanted = open_network(whole).run(image)[:, COLUMNS].astype(np.float64)
    given = open_network(less).run(image)
    np.testing.assert_allclose(given, wanted / wanted.sum(axis=1, keepdims=True), rtol=1e-3, atol=1e-6)


def test_no_output_is_kept_that_is_not_there() -> None:
    with pytest.raises(AssertionError):
        narrowed(model_bytes(*PADDLE), [0, 20_000])
