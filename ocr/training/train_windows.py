"""Trains the closer look: ``python -m ocr.training.train_windows --windows FOLDER --out FILE.onnx --minutes 60``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ocr.closer_look import WINDOW, in_doubt, opinion
from ocr.engine import AMOUNT, DIGITS
from ocr.training.draw_signs import MARGIN
from ocr.training.draw_windows import Windows, load
from ocr.training.network import SymbolNetwork, export_symbols
from ocr.training.paper import Chance

BATCH = 256
_RISE = 200
_WORTH_ALONE = 0.3
_MOST_MOVED = 3
_EVERY = 120
_MEMORY = 0.998
_SMOOTHED = 0.02


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training, in which the learning rate falls to nothing.

    Attributes:
        minutes: of processor time.
        rate: the highest learning rate.
        shown: windows of each kind in a batch: those that the line network doubts, those that it is sure of, and
            currency signs. It is the first that are looked at in earnest.
        together: what learning to add to the line network's opinion is worth beside learning the symbol alone.
    """

    minutes: float
    rate: float
    shown: tuple[int, int, int]
    together: float = 1.0


def train(folder: Path, out: Path, stages: Sequence[Stage], seed: int) -> None:
    """Train stage by stage; the average of the last weights is exported.

    Args:
        folder: with the windows of ``draw_windows``.
        out: where the model goes.
        stages: one after the other.
        seed: of weights and of the order of windows.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    files = {name: sorted((folder / name).glob("*.npz")) for name in ("known", "signs", "unseen")}
    known, unseen = load([*files["known"], *files["signs"]]), load(files["unseen"])
    signs = np.arange(len(known.classes)) >= len(known.classes) - len(load(files["signs"]).classes)
    doubt = in_doubt(known.shares)
    kinds = [np.flatnonzero(one) for one in (doubt & ~signs, ~doubt & ~signs, signs)]
    network = SymbolNetwork(len(AMOUNT) + 1).to(memory_format=torch.channels_last)
    for stage in stages:
        averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_MEMORY), use_buffers=True)
        optimizer = torch.optim.AdamW(network.parameters(), lr=stage.rate, weight_decay=0.02)
        start = last = time.process_time()
        step, spent = 0, 0.0
        while spent < 1:
            spent = min(1.0, (time.process_time() - start) / 60 / stage.minutes)
            for group in optimizer.param_groups:
                group["lr"] = stage.rate * min(1.0, (step + 1) / _RISE) * (0.01 + 0.495 * (1 + np.cos(np.pi * spent)))
            places = np.concatenate([chance.choice(ones, n) for ones, n in zip(kinds, stage.shown, strict=True) if n])
            _step(network, optimizer, (moved(known.ink[places], chance), known, places), stage.together)
            averaged.update_parameters(network)
            step += 1
            if time.process_time() - last > _EVERY or spent >= 1:
                last = time.process_time()
                out.write_bytes(export_symbols(averaged.module, AMOUNT))
                print(f"{100 * spent:.0f} %, {step * BATCH} windows, {_said(averaged.module, unseen)}", flush=True)  # noqa: T201
        network.load_state_dict(averaged.module.state_dict())


def _step(
    network: SymbolNetwork,
    optimizer: torch.optim.Optimizer,
    shown: tuple[Tensor, Windows, npt.NDArray[np.intp]],
    share: float,
) -> None:
    """Learn from some windows: what each shows, and by ``share`` what to add to the line network's opinion."""
    images, windows, places = shown
    network.train()
    classes = torch.from_numpy(windows.classes[places].astype(np.int64))
    with torch.autocast("cpu", torch.bfloat16):
        alone, added = network.both(images.to(memory_format=torch.channels_last))
    loss = (_WORTH_ALONE if share else 1.0) * functional.cross_entropy(
        alone.float(), classes, label_smoothing=_SMOOTHED
    )
    together = added.float() + torch.from_numpy(opinion(windows.shares[places]))
    loss = loss + share * functional.cross_entropy(together, classes)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def moved(ink: np.ndarray, chance: Chance) -> Tensor:
    """Return windows moved along the line, scaled, leaned and darkened a little, shape (n, 1, height, WINDOW)."""
    count, height, _ = ink.shape
    firsts = np.asarray(MARGIN + chance.integers(-_MOST_MOVED, _MOST_MOVED + 1, count))
    columns = firsts[:, None] + np.arange(WINDOW)
    cut = np.take_along_axis(ink.astype(np.float32) / 255, columns[:, None, :].repeat(height, 1), 2)
    images = torch.from_numpy(cut)[:, None]
    play = torch.from_numpy(chance.normal(0, 1, (count, 6)).astype(np.float32))
    bend = torch.zeros(count, 2, 3)
    bend[:, 0, 0], bend[:, 1, 1] = 1 + 0.06 * play[:, 0], 1 + 0.06 * play[:, 1]
    bend[:, 0, 1], bend[:, 1, 0], bend[:, 1, 2] = 0.08 * play[:, 2], 0.04 * play[:, 3], 0.04 * play[:, 4]
    grid = functional.affine_grid(bend, list(images.shape), align_corners=False)
    darker = (1 + 0.1 * play[:, 5]).clamp(0.7, 1.3)[:, None, None, None]
    return (functional.grid_sample(images, grid, align_corners=False) * darker).clamp(0, 1)


def _said(network: SymbolNetwork, unseen: Windows) -> str:
    """Return in words how often digits of unseen hands are missed where the line network doubts, before and after."""
    network.eval()
    shown = (unseen.classes > 0) & (unseen.classes <= len(DIGITS))
    doubted = np.flatnonzero(in_doubt(unseen.shares) & shown)
    ink = torch.from_numpy(unseen.ink[doubted][:, None, :, MARGIN:-MARGIN].astype(np.float32) / 255)
    with torch.inference_mode():
        added = torch.cat([network(part) for part in ink.split(1000)]).numpy()
    before = opinion(unseen.shares[doubted])
    said = [logarithms[:, 1 : len(DIGITS) + 1].argmax(axis=1) + 1 for logarithms in (before, before + added)]
    missed = [float((one != unseen.classes[doubted]).mean()) for one in said]
    return f"doubted digits missed: {missed[0]:.4f} before, {missed[1]:.4f} after"


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=Path, required=True, help="folder of draw_windows")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=65, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    stages = (
        Stage(given.minutes * 12 / 65, 2e-3, (160, 96, 0), together=0.0),
        Stage(given.minutes * 45 / 65, 1.5e-3, (160, 96, 0)),
        Stage(given.minutes * 8 / 65, 6e-4, (150, 70, 36)),
    )
    train(given.windows, given.out, stages, given.seed)


if __name__ == "__main__":
    main()
