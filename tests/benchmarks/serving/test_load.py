"""The clients of the load benchmark, and the requests they send, against a real server."""

import asyncio

import pytest
from serving.servers import DIGITS, digits, listening, picture

from benchmarks.serving import wire
from benchmarks.serving.load import Job, drive
from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings


@pytest.fixture(scope="module")
def port():
    with listening(create_app(Settings(), models={"model": DIGITS})) as address:
        yield int(address.rpartition(":")[2])


REQUESTS = {
    "instances": wire.instances("/v1/models/model:predict", digits(2)),
    "infer": wire.infer("/v2/models/model/infer", digits(2)),
    "picture": wire.picture("/predict?live=true", picture("JPEG")),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_is_answered_and_timed(port, name):
    job = Job(port, REQUESTS[name], 3, seconds=0.5, warm_up=0.1)
    found = asyncio.run(drive(Job.from_json(job.to_json())))
    assert found["failed"] == 0
    assert found["requests"] > 0
    assert 0 < found["p50_ms"] <= found["p99_ms"]


def test_a_rate_is_kept(port):
    job = Job(port, REQUESTS["infer"], 2, seconds=1.0, warm_up=0.0, rate=20)
    assert asyncio.run(drive(job))["requests"] <= 24


def test_refused_requests_are_told(port):
    wrong = wire.instances("/v1/models/nothing:predict", digits(1))
    assert asyncio.run(drive(Job(port, wrong, 1, seconds=0.2)))["failed"] > 0
