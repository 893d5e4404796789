"""Makes a trained network count in whole numbers.

``python -m ocr.training.quantise digits --data FOLDER --model FILE.onnx --out FILE.onnx``, and for the closer look
``python -m ocr.training.quantise symbols --data WINDOWS --model FILE.onnx --out FILE.onnx``

Weights keep seven bits, so that no processor's sums overflow and all add up to the same.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from ocr.strips import Ink
from ocr.training import tasks
from ocr.training.draw_signs import MARGIN
from ocr.training.draw_windows import load

SYMBOLS = "symbols"
"""The closer look, whose data is a folder of windows."""


class _Shown(CalibrationDataReader):
    """The images whose activations tell how far the numbers of each layer reach."""

    def __init__(self, images: Iterable[Ink], name: str) -> None:
        self._images: Iterator[Ink] = iter(images)
        self._name = name

    def get_next(self) -> dict[str, np.ndarray] | None:
        """Return the next image, by the name of the network's input."""
        image = next(self._images, None)
        return None if image is None else {self._name: image[None, None]}


def quantised(model: Path, shown: Iterable[Ink]) -> bytes:
    """Return a network whose layers count in eight bits, its notes kept.

    Args:
        model: an exported network.
        shown: images like those it will see, shape (height, width).
    """
    whole = onnx.load(model)
    notes = {entry.key: entry.value for entry in whole.metadata_props}
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        quant_pre_process(str(model), str(plain), skip_symbolic_shape=True)
        quantize_static(
            str(plain),
            str(small),
            _Shown(shown, whole.graph.input[0].name),
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


def images(task: str, data: Path, seed: int) -> Iterator[Ink]:
    """Yield images like those a network will see: lines of its task, or windows of known hands."""
    chance = np.random.default_rng(seed)
    if task == SYMBOLS:
        windows = load(sorted((data / "known").glob("*.npz"))[:1])
        for place in chance.permutation(len(windows.ink)):
            yield (windows.ink[place][:, MARGIN:-MARGIN] / 255).astype(np.float32)
    else:
        drawn = tasks.TASKS[task](data)
        while True:
            yield drawn.draw(chance)[0]


def main() -> None:
    """Parse the command line and quantise; the curve of the confidences must be fitted anew after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=[*sorted(tasks.TASKS), SYMBOLS])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200, help="images to show")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    shown = itertools.islice(images(given.task, given.data, given.seed), given.count)
    given.out.write_bytes(quantised(given.model, shown))


if __name__ == "__main__":
    main()
