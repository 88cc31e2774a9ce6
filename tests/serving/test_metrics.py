"""What Prometheus reads."""

import pytest
from prometheus_client.parser import text_string_to_metric_families as families
from serving.servers import DIGITS, asked, digits, picture

from tenfold.inference.classifier import load


@pytest.fixture
def http():
    with asked(max_waiting=64) as found:
        yield found


def samples(http):
    text = http.get("/metrics").text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_method_and_status(http):
    for path in ("/models", "/models", "/v2/models/nothing", "/made/up/by/a/stranger"):
        http.get(path)
    found = samples(http)

    def count(route, status):
        labels = (("method", "GET"), ("route", route), ("status", status))
        return found["tenfold_requests_total", *labels]

    assert count("/models", "200") == 2
    assert count("/v2/models/{model}", "404") == 1
    assert count("other", "404") == 1
    assert not [key for key in found if "stranger" in str(key)]
    assert found["tenfold_request_seconds_count", ("route", "/models")] == 2


def test_batches_refusals_and_queues_are_counted(http):
    http.post("/v1/models/digits:predict", json={"instances": digits(3).tolist()})
    assert http.post("/predict", content=picture(empty=True)).json()["answers"][0]["refused"]
    found = samples(http)
    assert found["tenfold_batch_pictures_count", ("model", "digits")] == 1
    assert found["tenfold_batch_pictures_sum", ("model", "digits")] == 3
    refused = 1 + sum(load(DIGITS).predict(one).refused for one in digits(3))
    assert found["tenfold_refusals_total", ("model", "digits")] == refused
    assert found["tenfold_waiting_pictures", ("queue", "pictures")] == 0
    assert found["tenfold_waiting_pictures", ("queue", "model digits")] == 0


def test_requests_turned_away_are_counted(http):
    too_many = {"instances": digits(65).tolist()}
    answer = http.post("/v1/models/digits:predict", json=too_many)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert samples(http)["tenfold_turned_away_total",] == 1


def test_a_strangers_method_is_not_kept(http):
    http.request("BREW", "/models")
    assert "BREW" not in http.get("/metrics").text
