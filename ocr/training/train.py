"""Trains one line network: ``python -m ocr.training.train micr --data FOLDER --out FILE.onnx --minutes 20``."""

from __future__ import annotations

import argparse
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, IterableDataset

from ocr.training import tasks
from ocr.training.network import LineNetwork, export
from ocr.training.paper import Chance, Ink
from ocr.training.restore import restored, settle

Example = tuple[Ink, str]
Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]

BATCH = 32
POOL = 12
_BEFORE_AGAIN = 30
"""Pools between the two showings of a line."""

_TO_SETTLE = 12
_LAST_OF_CONTEXT = "mix.4.weight"
_EVERY = 150
"""Seconds of processor time between two measurements."""

_LONGEST = 1400
_MEMORY = 0.998
"""Share of the averaged weights kept at each step; the average is what is measured and exported."""


class Examples(IterableDataset[Batch]):
    """An endless stream of batches; lines of like width share a batch, and every line comes twice, far apart."""

    def __init__(self, draw: Callable[[Chance], Example], alphabet: str, seed: int) -> None:
        """Take what draws one example, and the seed of the stream."""
        self._draw = draw
        self._alphabet = alphabet
        self._seed = seed

    def __iter__(self) -> Iterator[Batch]:
        """Yield batches without end."""
        chance = np.random.default_rng(self._seed)
        seen: deque[list[Example]] = deque()
        while True:
            fresh = [example for example in (self._draw(chance) for _ in range(BATCH * POOL // 2)) if fits(example)]
            seen.append(fresh)
            again = seen.popleft() if len(seen) > _BEFORE_AGAIN else []
            pool = [*fresh, *again]
            pool.sort(key=lambda example: example[0].shape[1])
            batches = [pool[start : start + BATCH] for start in range(0, len(pool), BATCH)]
            for place in chance.permutation(len(batches)):
                yield collate(batches[place], self._alphabet)


def fits(example: Example) -> bool:
    """Say whether a line has enough steps for its text and is no monster."""
    image, text = example
    repeats = sum(one == other for one, other in itertools.pairwise(text))
    return image.shape[1] <= _LONGEST and image.shape[1] // 4 >= len(text) + repeats


def collate(examples: list[Example], alphabet: str) -> Batch:
    """Return images padded with paper to one width, the texts end to end as classes, and their lengths."""
    width = max(image.shape[1] for image, _ in examples)
    images = np.zeros((len(examples), 1, examples[0][0].shape[0], width), np.float32)
    for place, (image, _) in enumerate(examples):
        images[place, 0, :, : image.shape[1]] = image
    classes = [alphabet.index(character) + 1 for _, text in examples for character in text]
    lengths = [len(text) for _, text in examples]
    return torch.from_numpy(images), torch.tensor(classes), torch.tensor(lengths)


@dataclass(frozen=True, slots=True)
class Time:
    """How long to train: minutes of processor time, and of the clock, whichever are over first."""

    processor: float
    clock: float

    def spent(self, since: tuple[float, float]) -> float:
        """Return the share that is over since readings of both clocks in seconds."""
        processor, clock = (now - then for now, then in zip(_clocks(), since, strict=True))
        return max(processor / 60 / self.processor, clock / 60 / self.clock)


def _clocks() -> tuple[float, float]:
    return time.process_time(), time.monotonic()


def train(task: tasks.Task, minutes: Time, out: Path, seed: int, start_from: Path | None = None) -> None:
    """Train for some time, measuring and exporting now and then; the last export counts.

    Args:
        task: what to train.
        minutes: how long; the learning rate falls to nothing by then.
        out: where the model goes; a checkpoint beside it is gone on from.
        seed: of weights and examples.
        start_from: a checkpoint or an exported network, whose layers of the same name and shape are taken over.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    network = LineNetwork(task.shape, len(task.alphabet) + 1).to(memory_format=torch.channels_last)
    checkpoint = out.with_suffix(".pt")
    if checkpoint.exists():
        network.load_state_dict(torch.load(checkpoint, weights_only=True))
    elif start_from:
        _take_over(network, start_from, Examples(task.draw, task.alphabet, seed + 1))
    loader = DataLoader(Examples(task.draw, task.alphabet, seed), batch_size=None, num_workers=1, prefetch_factor=16)
    optimizer = torch.optim.AdamW(network.parameters(), lr=task.rate, weight_decay=0.01)
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_MEMORY), use_buffers=True)
    start, last = _clocks(), time.process_time()
    shown, losses = 0, []
    for images, classes, lengths in loader:
        spent = minutes.spent(start)
        if spent >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = task.rate * _schedule(spent, shown / task.rise)
        losses.append(_step(network, optimizer, (images, classes, lengths)))
        averaged.update_parameters(network)
        shown += len(images)
        if time.process_time() - last > _EVERY:
            last = time.process_time()
            said = f"{100 * spent:5.1f} % {shown:8d} lines, loss {np.mean(losses[-100:]):.4f}"
            _keep(averaged.module, task, out, said)
    _keep(averaged.module, task, out, f"the end, {shown} lines")


def _take_over(network: LineNetwork, path: Path, examples: Examples) -> None:
    """Take the layers alike in name and shape from a checkpoint or an exported network; new ones add nothing."""
    exported = path.suffix == ".onnx"
    other = restored(path) if exported else torch.load(path, weights_only=True)
    own = network.state_dict()
    alike = {name: value for name, value in other.items() if name in own and value.shape == own[name].shape}
    idle = {name: torch.zeros_like(own[name]) for name in own.keys() - alike.keys() if name.endswith(_LAST_OF_CONTEXT)}
    network.load_state_dict({**own, **alike, **idle})
    if exported:
        settle(network, [images for images, _, _ in itertools.islice(examples, _TO_SETTLE)])


def _schedule(spent: float, risen: float) -> float:
    """Return the share of the learning rate: a short rise, then half a cosine."""
    return float(min(1.0, risen) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * spent))))


def _step(network: LineNetwork, optimizer: torch.optim.Optimizer, batch: Batch) -> float:
    images, classes, lengths = batch
    network.train()
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(images.to(memory_format=torch.channels_last))
    scores = torch.log_softmax(logits.float(), dim=2).transpose(0, 1)
    steps = torch.full((len(images),), scores.shape[0])
    loss = nn.functional.ctc_loss(scores, classes, steps, lengths, zero_infinity=True)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    optimizer.step()
    return float(loss.detach())


def _keep(network: LineNetwork, task: tasks.Task, out: Path, said: str) -> None:
    """Write checkpoint and export, and say how the held-out lines are read."""
    torch.save(network.state_dict(), out.with_suffix(".pt"))
    out.write_bytes(export(network, task.shape, task.alphabet, [(0.0, 0.0), (1.0, 1.0)]))
    rates = {name: measure(network, examples, task.alphabet) for name, examples in task.held_out.items()}
    print(said, {name: f"{rate:.4f}" for name, rate in rates.items()}, flush=True)  # noqa: T201


def measure(network: LineNetwork, examples: list[Example], alphabet: str) -> float:
    """Return the share of lines read exactly by the best symbol at every step."""
    right = 0
    network.eval()  # the exporter leaves a network in training
    with torch.inference_mode():
        for image, text in examples:
            path = network(torch.from_numpy(image)[None, None])[0].argmax(dim=1).tolist()
            read = [now for now, before in zip(path, [0, *path[:-1]], strict=True) if now not in (0, before)]
            right += "".join(alphabet[column - 1] for column in read) == text
    return right / max(1, len(examples))


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(tasks.TASKS))
    parser.add_argument("--data", type=Path, required=True, help="folder with micr/, digits/ and fonts/")
    parser.add_argument("--out", type=Path, required=True, help="where the ONNX file goes; FILE.pt beside it")
    parser.add_argument("--minutes", type=float, default=20, help="of processor time")
    parser.add_argument("--clock", type=float, default=1e9, help="at most so many minutes by the clock")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rise", type=int, default=20_000, help="lines until the learning rate is at its highest")
    parser.add_argument("--rate", type=float, help="highest learning rate; default: the task's")
    parser.add_argument("--start", type=Path, help="checkpoint (.pt) or exported network (.onnx) to take layers from")
    given = parser.parse_args()
    task = tasks.TASKS[given.task](given.data)
    minutes = Time(given.minutes, given.clock)
    train(replace(task, rate=given.rate or task.rate, rise=given.rise), minutes, given.out, given.seed, given.start)


if __name__ == "__main__":
    main()
