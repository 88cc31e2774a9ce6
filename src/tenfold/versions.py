"""What a result was made with: versions of the libraries, and the machine."""

from __future__ import annotations

import platform
from importlib import metadata

from tenfold.cores import cores

_LIBRARIES = ("tenfold", "numpy", "keras", "tensorflow", "tensorflow-cpu", "jax", "onnxruntime")


def versions() -> dict[str, str]:
    """Version by library, of those installed, and of Python."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str | int]:
    """System, processor family and number of cores; nothing that names a person or a host."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": cores(),
    }
