"""Teaches a model what its confidence is worth.

``python -m ocr.training.calibrate digits --data FOLDER --model FILE.onnx``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx

from lockbox.lattice import best_texts, from_probabilities
from ocr.closer_look import CloserLook
from ocr.ctc import Curve, probability, restrict
from ocr.models import Network, open_network
from ocr.training import tasks
from ocr.training.paper import Chance

Readings = tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]

_BINS = 20


def fit(shares: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> Curve:
    """Return a rising curve from the probability of the text read to the rate of right texts.

    Readings are put in bins of like probability; bins that fall are pooled with their neighbours.
    One doubt is added to every bin, so that none is ever certain.
    """
    order = np.argsort(shares, kind="stable")
    pools: list[list[float]] = []
    for part in np.array_split(order, _BINS):
        pools.append([float(shares[part].mean()), float(right[part].sum()), float(len(part))])
        while len(pools) > 1 and _rate(pools[-2]) >= _rate(pools[-1]):
            place, hits, count = pools.pop()
            weight = pools[-1][2] + count
            pools[-1] = [(pools[-1][0] * pools[-1][2] + place * count) / weight, pools[-1][1] + hits, weight]
    corners = [(round(pool[0], 6), round(_rate(pool), 6)) for pool in pools]
    return ((0.0, 0.0), *corners, (1.0, corners[-1][1]))


def _rate(pool: list[float]) -> float:
    return pool[1] / (pool[2] + 1)


def sample(network: Network, task: tasks.Task, chance: Chance, count: int) -> Readings:
    """Return the probability of each text read off unseen ink, and whether it was right."""
    closer = CloserLook(task.closer) if task.closer else None
    shares, right = [], []
    for _ in range(count):
        strip, text = task.unseen(chance)
        seen = network.run(strip[None, None])
        rows = restrict(closer.again(strip, seen) if closer else seen, task.alphabet, task.alphabet)
        lattice = from_probabilities(rows, task.alphabet)
        read = best_texts(lattice, limit=1, beam=12)[0][0]
        shares.append(probability(lattice, read))
        right.append(read == text)
    return np.array(shares), np.array(right)


def main() -> None:
    """Parse the command line, fit and write the curve into the model file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(tasks.TASKS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=77)
    given = parser.parse_args()
    content = given.model.read_bytes()
    task = tasks.TASKS[given.task](given.data)
    shares, right = sample(open_network(content), task, np.random.default_rng(given.seed), given.count)
    curve = fit(shares, right)
    model = onnx.load_from_string(content)
    notes = {entry.key: entry.value for entry in model.metadata_props}
    onnx.helper.set_model_props(model, {**notes, "curve": json.dumps(curve)})
    given.model.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{len(right)} lines, {right.mean():.4f} right", *curve, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
