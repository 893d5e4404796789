"""The recognisers' weights, and the one way a network is run: one thread, the same result every time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from lockbox.errors import LockboxError


class ModelMissingError(LockboxError):
    """The weights of a reader are missing."""

    hint = "Install the program again: make install"


@dataclass(frozen=True, slots=True)
class Network:
    """A recogniser ready to run.

    Attributes:
        session: the onnxruntime session.
        digest: SHA-256 of the model's bytes and of the runtime's version.
        notes: the model's own metadata, as text.
    """

    session: Any = field(repr=False)
    digest: str
    notes: dict[str, str] = field(repr=False)

    def run(self, image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the first output for one image of shape (1, channels, height, width), batch axis dropped."""
        output: npt.NDArray[np.float32] = self.session.run(None, {self.session.get_inputs()[0].name: image})[0][0]
        return output

    def curve(self) -> tuple[tuple[float, float], ...]:
        """Return the calibration the model carries, as corners of a curve (see ``ocr.ctc.Curve``)."""
        return tuple((float(place), float(height)) for place, height in json.loads(self.notes["curve"]))


def open_network(content: bytes) -> Network:
    """Make a network of the bytes of an ONNX file."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    digest = hashlib.sha256(content + f"onnxruntime {onnxruntime.__version__}".encode()).hexdigest()
    return Network(session, digest, dict(session.get_modelmeta().custom_metadata_map))


def model_bytes(package: str, name: str) -> bytes:
    """Return a model file that ships inside a package.

    Raises:
        ModelMissingError: it is not there.
    """
    try:
        return resources.files(package).joinpath(name).read_bytes()
    except (FileNotFoundError, ModuleNotFoundError) as missing:
        raise ModelMissingError(f"The weights {name} of {package} are missing.") from missing


def fingerprint(digest: str, **parameters: object) -> str:
    """Return the SHA-256 of a model's digest and everything else its readings depend on."""
    return hashlib.sha256(json.dumps([digest, parameters], sort_keys=True).encode()).hexdigest()
