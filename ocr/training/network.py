"""The one family of networks: convolutions that halve the height to nothing, some context along the line, CTC."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import onnx
import torch
from torch import Tensor, nn


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


class _Residual(nn.Module):
    """Two convolutions whose outcome is added to what came in; untrained, nothing is added."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            *_convolution(channels, channels),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )
        nn.init.zeros_(self.inner[-1].weight)

    def forward(self, features: Tensor) -> Tensor:
        return torch.relu(features + self.inner(features))


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
    """Return the network as ONNX, its alphabet and calibration in the metadata."""
    buffer = io.BytesIO()
    torch.onnx.export(
        _Readable(network.eval()).to(memory_format=torch.contiguous_format),
        (torch.zeros(1, 1, shape.height, 64),),
        buffer,
        input_names=["line"],
        output_names=["probabilities"],
        dynamic_axes={"line": {0: "batch", 3: "width"}, "probabilities": {0: "batch", 1: "steps"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load_from_string(buffer.getvalue())
    onnx.helper.set_model_props(model, {"alphabet": alphabet, "height": str(shape.height), "curve": json.dumps(curve)})
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _convolution(before: int, after: int, size: int = 3, step: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, size, step, padding=size // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )
