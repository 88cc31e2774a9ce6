"""Bodies in and out: JSON by orjson, long ones parsed beside the event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import orjson
from fastapi import Request
from starlette.responses import Response

from tenfold.serving.hosting import Served
from tenfold.serving.pool import Pool
from tenfold.serving.problems import RequestError

Result = TypeVar("Result")
MODEL = "Tenfold-Model"
# Bytes of JSON that are parsed and checked at once, in about 0.3 ms; longer ones in a thread, since
# nobody else is answered meanwhile.
_AT_ONCE = 32_768


async def parsed(request: Request, understand: Callable[[bytes], Result]) -> Result:
    """What `understand` makes of the whole body. Raises what it raises."""
    body = await request.body()
    if len(body) <= _AT_ONCE:
        return understand(body)
    pool: Pool = request.app.state.pool
    return await pool.run(lambda: understand(body))


def json_object(content: bytes | memoryview) -> dict[str, Any]:
    """The JSON object that a client sent. Raises RequestError (400)."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RequestError(
            400, "json", f"The body is not JSON: {error}. Send a JSON object in UTF-8."
        ) from None
    if not isinstance(value, dict):
        raise RequestError(400, "json", "The body is JSON, but not an object: send {...}.")
    return value


def dumps(content: Any) -> bytes:
    """JSON; NumPy arrays become lists."""
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)


def json_response(content: Any, loaded: Served | None = None, *, status: int = 200) -> Response:
    """`content` as JSON; `loaded`, where a model answered, is named in the header too."""
    headers = None if loaded is None else {MODEL: loaded.tag}
    return Response(dumps(content), status, media_type="application/json", headers=headers)


def model_id(loaded: Served) -> dict[str, str]:
    """Which model answered, as every JSON answer says it."""
    return asdict(loaded.id)
