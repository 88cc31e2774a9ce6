"""The machine that figures belong to; nothing that names a person or a host."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.versions import machine

# Of the flags of an x86 or ARM processor, those that decide how fast matrices are multiplied.
_TELLING = (
    *("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16"),
    *("amx_tile", "amx_bf16", "amx_int8", "asimd", "sve", "sve2", "bf16"),
)
_PEAK_SIDE = 2000


def describe() -> dict[str, Any]:
    """Processor, cores, memory in GB, telling flags, system, as far as the system tells."""
    seen = machine()
    text = _read(Path("/proc/cpuinfo"))
    flags = set((_value(text, "flags") or _value(text, "Features")).split())
    return {
        "processor": _value(text, "model name") or platform.processor() or seen["processor"],
        "family": seen["processor"],
        "cores": seen["cores"],
        "memory_gb": _memory_gb(),
        "flags": [flag for flag in _TELLING if flag in flags],
        "system": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
    }


def in_words(values: dict[str, Any]) -> str:
    """One sentence of `describe`'s values."""
    memory = f", {values['memory_gb']} GB of memory" if values["memory_gb"] else ""
    flags = f" ({', '.join(values['flags'])})" if values["flags"] else ""
    cores = f"{values['cores']} cores{flags}"
    return f"{values['processor']}, {cores}{memory}, {values['system']}"


def load() -> float | None:
    """How many processes wanted a core in the last minute, on average."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def float32_peak() -> float:
    """GFLOP/s of the processor at large float32 matrix products, as NumPy reaches them now.

    The best of five: what else runs on the machine only makes it slower.
    """
    rng = np.random.default_rng(0)
    left, right = rng.random((2, _PEAK_SIDE, _PEAK_SIDE), np.float32)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        left @ right
        seconds.append(time.perf_counter() - began)
    return 2 * _PEAK_SIDE**3 / min(seconds) / 1e9


def _memory_gb() -> int | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)
    except (AttributeError, ValueError, OSError):
        return None


def _value(text: str, key: str) -> str:
    """What stands behind the first `key :` of /proc/cpuinfo."""
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() == key:
            return " ".join(value.split())
    return ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
