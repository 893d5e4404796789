"""Takes the weights of a line network back out of its exported file, so that training can go on from it."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from ocr.training.network import LineNetwork

_PLAIN, _DEEPER = 8, 4
"""Convolutions of a network without residual blocks and context, and what a block in both stages adds."""


def restored(path: Path) -> dict[str, Tensor]:
    """Return the weights of an exported network under the names they have in ``LineNetwork``.

    The export folds each batch normalisation into the convolution before it. Here the convolution keeps what was
    folded, and the normalisation adds the shift and is otherwise the identity: the outcome is the same. Before
    training goes on, ``settle`` must give the normalisations their statistics.

    Raises:
        ValueError: the file holds no network of this family.
    """
    graph = onnx.load(path).graph
    constants = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    folded = [
        [constants[name] for name in node.input[1:]]
        for node in graph.node
        if node.op_type == "Conv" and all(name in constants for name in node.input[1:])
    ]
    deep, context = _layout(folded)
    names = _names(deep, context)
    if len(names) != len(folded):
        raise ValueError(f"{path} holds {len(folded)} convolutions, not {len(names)}: no network of this family")
    weights: dict[str, Tensor] = {}
    for (name, normalised), (weight, bias) in zip(names, folded, strict=True):
        weights[f"{name}.weight"] = weight
        if normalised:
            after = f"{name.rpartition('.')[0]}.{int(name.rpartition('.')[2]) + 1}"
            weights |= _plain(after, bias)
        else:
            weights[f"{name}.bias"] = bias
    return weights


def settle(network: LineNetwork, batches: list[Tensor]) -> None:
    """Give every normalisation the statistics of some batches, without changing what the network puts out.

    Training normalises by the batch at hand. A normalisation restored as the identity would then do something else
    than it did; one with the mean and variance it really sees, undone by its scale and shift, does not.
    """
    network.eval()
    sums: dict[nn.BatchNorm2d, list[Tensor]] = {}

    def note(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        assert isinstance(layer, nn.BatchNorm2d)
        values = given[0].double()
        seen = torch.stack((values.mean((0, 2, 3)), values.square().mean((0, 2, 3))))
        sums.setdefault(layer, []).append(seen)

    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    hooks = [layer.register_forward_pre_hook(note) for layer in layers]
    with torch.inference_mode():
        for batch in batches:
            network(batch)
    for hook in hooks:
        hook.remove()
    with torch.no_grad():
        for layer in layers:
            assert layer.running_mean is not None
            assert layer.running_var is not None
            mean, square = torch.stack(sums[layer]).mean(0)
            variance = (square - mean.square()).clamp_min(1e-6)
            scale = layer.weight / (layer.running_var + layer.eps).sqrt()
            shift = layer.bias - scale * layer.running_mean
            layer.weight.copy_(scale * (variance + layer.eps).sqrt())
            layer.bias.copy_(shift + scale * mean)
            layer.running_mean.copy_(mean)
            layer.running_var.copy_(variance)


def _plain(name: str, shift: Tensor) -> dict[str, Tensor]:
    """Return a normalisation that only adds a shift."""
    size = len(shift)
    eps = nn.BatchNorm2d(1).eps
    return {
        f"{name}.weight": torch.ones(size),
        f"{name}.bias": shift,
        f"{name}.running_mean": torch.zeros(size),
        f"{name}.running_var": torch.full((size,), 1 - eps),
        f"{name}.num_batches_tracked": torch.tensor(0),
    }


def _layout(folded: list[list[Tensor]]) -> tuple[int, int]:
    """Say how many residual blocks a stage and how many layers of context there are, by the convolutions."""
    context = sum(weight.shape[1] == 1 for weight, _ in folded[1:])
    return (len(folded) - 2 * context - _PLAIN) // _DEEPER, context


def _names(deep: int, context: int) -> list[tuple[str, bool]]:
    """Return the convolutions in the order they are run, and whether a normalisation follows."""
    places: list[tuple[str, bool]] = []
    for stage, blocks in ((0, "c"), (2, "c"), (3, "c"), (5, "c"), (6, "c"), (7, "r"), (9, "c"), (10, "r"), (12, "")):
        start = f"convolutions.{stage}"
        if blocks == "c":
            places.append((f"{start}.0", True))
        elif blocks == "r":
            places += [(f"{start}.{block}.inner.{place}", True) for block in range(deep) for place in (0, 3)]
        elif not blocks:
            places.append((start, True))
    for layer in range(context):
        places += [(f"context.{layer}.mix.0", True), (f"context.{layer}.mix.3", True)]
    return [*places, ("head", False)]
