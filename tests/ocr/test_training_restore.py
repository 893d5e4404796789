"""Weights taken back out of an exported network: it must put out what it did, before and after it is settled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from ocr.training.network import LineNetwork, Shape, export  # noqa: E402
from ocr.training.restore import restored, settle  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the exporter that keeps normalisations folded

_ALPHABET = "0123456789"
_SHAPES = [
    Shape(32, (16, 16, 16, 32), context=2),
    Shape(40, (16, 16, 16, 32), context=3, deep=2),
    Shape(40, (16, 16, 16, 32), context=1, reach=11, deep=1, strided=True),
]


def _worn(shape: Shape) -> LineNetwork:
    """Return a network whose normalisations have seen something, so that folding them changes the weights."""
    torch.manual_seed(3)
    network = LineNetwork(shape, len(_ALPHABET) + 1)
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(layer.weight, 1.0, 0.3)
            torch.nn.init.normal_(layer.bias, 0.0, 0.3)
    with torch.no_grad():
        for _ in range(3):
            network(torch.rand(4, 1, shape.height, 96))
    return network.eval()


@pytest.mark.parametrize("shape", _SHAPES)
def test_restored_weights_put_out_what_the_export_does(shape: Shape, tmp_path: Path) -> None:
    path = tmp_path / "network.onnx"
    path.write_bytes(export(_worn(shape), shape, _ALPHABET, []))
    lines = torch.rand(3, 1, shape.height, 128)
    (expected,) = onnxruntime.InferenceSession(str(path)).run(None, {"line": lines.numpy()})
    network = LineNetwork(shape, len(_ALPHABET) + 1)
    network.load_state_dict(restored(path))
    for _ in range(2):
        put_out = torch.softmax(network.eval()(lines), dim=2).detach().numpy()
        np.testing.assert_allclose(put_out, expected, atol=1e-5)
        settle(network, [torch.rand(4, 1, shape.height, 96) for _ in range(2)])


def test_a_deeper_network_starts_as_the_shallower_one(tmp_path: Path) -> None:
    path = tmp_path / "network.onnx"
    path.write_bytes(export(_worn(_SHAPES[1]), _SHAPES[1], _ALPHABET, []))
    lines = torch.rand(2, 1, 40, 64)
    (expected,) = onnxruntime.InferenceSession(str(path)).run(None, {"line": lines.numpy()})
    deeper = LineNetwork(Shape(40, (16, 16, 16, 32), context=3, deep=3), len(_ALPHABET) + 1)
    deeper.load_state_dict({**deeper.state_dict(), **restored(path)})
    np.testing.assert_allclose(torch.softmax(deeper.eval()(lines), dim=2).detach().numpy(), expected, atol=1e-5)
