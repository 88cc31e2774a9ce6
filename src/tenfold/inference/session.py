"""A running session of onnxruntime on checked bytes, as every model of tenfold is answered by."""

from __future__ import annotations

from typing import Any

from tenfold.artefact.bundle import Bundle
from tenfold.errors import ModelFileError


def start(bundle: Bundle, *, threads: int | None = None) -> Any:
    """An `onnxruntime.InferenceSession`. threads: None leaves the number to onnxruntime.

    Raises ModelFileError where the runtime refuses the graph.
    """
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as states

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # its warnings are for programmers; errors are raised
    # Its threads would wait for their next work by turning in a loop. They take the core away
    # from decoding and from other programs, and one picture is answered no sooner for it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads is not None:
        options.intra_op_num_threads = threads
    try:
        return onnxruntime.InferenceSession(
            bundle.content, options, providers=["CPUExecutionProvider"]
        )
    # onnxruntime's exceptions share no base class but Exception.
    except (
        states.Fail,
        states.InvalidArgument,
        states.InvalidGraph,
        states.InvalidProtobuf,
        states.NotImplemented,
        states.RuntimeException,
    ) as error:
        raise ModelFileError(
            f"The model file {bundle.id.name!r} passed tenfold's checks, but onnxruntime refuses "
            f"it: {str(error).splitlines()[0][:200]}. Train it again."
        ) from None
