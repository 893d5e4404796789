"""Makes a trained network count in whole numbers.

``python -m ocr.training.quantise digits --data FOLDER --model FILE.onnx --out FILE.onnx``

Weights keep seven bits, so that no processor's sums overflow and all add up to the same.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from ocr.strips import Ink
from ocr.training import tasks


class _Shown(CalibrationDataReader):
    """The images whose activations tell how far the numbers of each layer reach."""

    def __init__(self, images: Iterable[Ink]) -> None:
        self._images: Iterator[Ink] = iter(images)

    def get_next(self) -> dict[str, np.ndarray] | None:
        """Return the next image, by the name of the network's input."""
        image = next(self._images, None)
        return None if image is None else {"line": image[None, None]}


def quantised(model: Path, shown: Iterable[Ink]) -> bytes:
    """Return a network whose layers count in eight bits, its notes kept.

    Args:
        model: an exported network.
        shown: images like those it will see, shape (height, width).
    """
    notes = {entry.key: entry.value for entry in onnx.load(model).metadata_props}
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        quant_pre_process(str(model), str(plain), skip_symbolic_shape=True)
        quantize_static(
            str(plain),
            str(small),
            _Shown(shown),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        network = onnx.load(small)
    onnx.helper.set_model_props(network, notes)
    content: bytes = network.SerializeToString(deterministic=True)
    return content


def main() -> None:
    """Parse the command line and quantise; the curve of the confidences must be fitted anew after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(tasks.TASKS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200, help="images to show")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    task = tasks.TASKS[given.task](given.data)
    chance = np.random.default_rng(given.seed)
    given.out.write_bytes(quantised(given.model, (task.draw(chance)[0] for _ in range(given.count))))


if __name__ == "__main__":
    main()
