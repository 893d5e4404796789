"""The networks: one family for lines (convolutions that halve the height to nothing, context, CTC), one for symbols."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import onnx
import torch
from torch import Tensor, nn

from ocr.closer_look import WINDOW
from ocr.strips import DIGIT_HEIGHT


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of a network.

    Attributes:
        height: of the line images, a multiple of 16.
        channels: of the four stages of convolution.
        context: layers of context along the line.
        reach: steps each of them sees.
        deep: residual blocks of each of the two narrow stages.
        strided: whether the first convolution goes two pixels a step, which saves a third of the time.
    """

    height: int
    channels: tuple[int, int, int, int]
    context: int = 3
    reach: int = 9
    deep: int = 0
    strided: bool = False


class LineNetwork(nn.Module):
    """Images (batch, 1, height, width) to logits (batch, width / 4, classes), the CTC blank first."""

    def __init__(self, shape: Shape, classes: int) -> None:
        """Build an untrained network of a shape for some classes, the blank among them."""
        super().__init__()
        first, second, third, fourth = shape.channels
        self.convolutions = nn.Sequential(
            _convolution(1, first, 5, 2) if shape.strided else _convolution(1, first),
            nn.Identity() if shape.strided else nn.MaxPool2d(2),
            _convolution(first, second),
            _convolution(second, second),
            nn.MaxPool2d(2),
            _convolution(second, third),
            _convolution(third, third),
            nn.Sequential(*(_Residual(third) for _ in range(shape.deep))),
            nn.MaxPool2d((2, 1)),
            _convolution(third, fourth),
            nn.Sequential(*(_Residual(fourth) for _ in range(shape.deep))),
            nn.MaxPool2d((2, 1)),
            nn.Conv2d(fourth, fourth, (shape.height // 16, 1), bias=False),
            nn.BatchNorm2d(fourth),
            nn.ReLU(inplace=True),
        )
        self.context = nn.ModuleList(_Context(fourth, shape.reach) for _ in range(shape.context))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Conv2d(fourth, classes, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits of shape (batch, steps, classes)."""
        features = self.convolutions(images)
        for layer in self.context:
            features = layer(features)
        logits: Tensor = self.head(self.drop(features)).squeeze(2).transpose(1, 2)
        return logits


class SymbolNetwork(nn.Module):
    """Windows (batch, 1, 40, 40) around one symbol to what is to be added to another's opinion (batch, classes).

    ``alone`` says from the same features what the symbol is without another's opinion: learning that first helps.
    """

    def __init__(self, classes: int, channels: tuple[int, int, int, int] = (16, 32, 64, 96)) -> None:
        """Build an untrained network, which adds nothing."""
        super().__init__()
        first, second, third, fourth = channels
        self.features = nn.Sequential(
            _convolution(1, first),
            _Residual(first, second, 2),
            _Residual(second, third, 2),
            _Residual(third),
            _Residual(third, fourth, 2),
            _Residual(fourth),
            nn.Flatten(),
            nn.Dropout(0.3),
        )
        wide = fourth * (WINDOW // 8) * (DIGIT_HEIGHT // 8)
        self.alone, self.added = nn.Linear(wide, classes), nn.Linear(wide, classes)
        nn.init.zeros_(self.added.weight)
        nn.init.zeros_(self.added.bias)

    def both(self, windows: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the symbol alone, and what is to be added, each of shape (batch, classes)."""
        features = self.features(windows)
        return self.alone(features), self.added(features)

    def forward(self, windows: Tensor) -> Tensor:
        """Return what is to be added, shape (batch, classes)."""
        return self.both(windows)[1]


class _Residual(nn.Module):
    """Two convolutions whose outcome is added to what came in; untrained, nothing is added."""

    def __init__(self, before: int, after: int = 0, step: int = 1) -> None:
        super().__init__()
        after = after or before
        self.inner = nn.Sequential(
            *_convolution(before, after, step=step),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        nn.init.zeros_(self.inner[-1].weight)
        self.skip = (
            nn.Identity()
            if before == after and step == 1
            else nn.Sequential(nn.Conv2d(before, after, 1, step, bias=False), nn.BatchNorm2d(after))
        )

    def forward(self, features: Tensor) -> Tensor:
        return torch.relu(self.skip(features) + self.inner(features))


class _Context(nn.Module):
    """A residual step that mixes neighbours along the line: depthwise, then pointwise."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(
            nn.Conv2d(channels, channels, (1, reach), padding=(0, reach // 2), groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, features: Tensor) -> Tensor:
        return torch.relu(features + self.mix(features))


class _Readable(nn.Module):
    """A network with probabilities for output, as it is exported."""

    def __init__(self, network: LineNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        return torch.softmax(self.network(images), dim=2)


def export(network: LineNetwork, shape: Shape, alphabet: str, curve: list[tuple[float, float]]) -> bytes:
    """Return a line network as ONNX, its alphabet and calibration in the metadata."""
    axes = {"line": {0: "batch", 3: "width"}, "probabilities": {0: "batch", 1: "steps"}}
    notes = {"alphabet": alphabet, "height": str(shape.height), "curve": json.dumps(curve)}
    return _exported(_Readable(network.eval()), torch.zeros(1, 1, shape.height, 64), axes, notes)


def export_symbols(network: nn.Module, alphabet: str) -> bytes:
    """Return a network for symbols as ONNX, its alphabet in the metadata."""
    axes = {"window": {0: "batch"}, "added": {0: "batch"}}
    return _exported(network.eval(), torch.zeros(1, 1, DIGIT_HEIGHT, WINDOW), axes, {"alphabet": alphabet})


def _exported(network: nn.Module, sample: Tensor, axes: dict[str, dict[int, str]], notes: dict[str, str]) -> bytes:
    """Return a network as ONNX; the first of ``axes`` names its input, the second its output."""
    buffer = io.BytesIO()
    names = list(axes)
    torch.onnx.export(
        network.to(memory_format=torch.contiguous_format),
        (sample,),
        buffer,
        input_names=names[:1],
        output_names=names[1:],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load_from_string(buffer.getvalue())
    onnx.helper.set_model_props(model, notes)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _convolution(before: int, after: int, size: int = 3, step: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, size, step, padding=size // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )
