"""The OpenAPI document, held against the server by schemathesis."""

import re
import tomllib
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from serving.servers import DIGITS, FASHION, asked

from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings
from tenfold.serving.store import open_store

# A schema can say neither that a text is a picture file nor that `data` has as many numbers as
# `shape` says: what agrees with the schema may be refused here, and only here.
CONTENT = ("/predict", "/read", "/corrections", "/infer", ":predict")
HOST = "testserver"  # what schemathesis calls an app in its own process
EXAMPLES = 6  # of each operation and kind; by hand: docs/serving.md


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    load_all_checks()
    with open_store(str(tmp_path_factory.mktemp("store") / "kept.sqlite3")) as store:
        app = create_app(
            Settings(allow_hosts=(HOST,)), store, models={"digits": DIGITS, "fashion": FASHION}
        )
        found = schemathesis.openapi.from_asgi("/openapi.json", app)
        yield found


def conforms(operation, mode):
    lenient = operation.path.endswith(CONTENT)
    refused = CHECKS.get_by_names(["positive_data_acceptance"]) if lenient else []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        case.call_and_validate(excluded_checks=refused)

    run()


def operations(schema):
    return [result.ok() for result in schema.get_all_operations()]


def test_what_the_document_allows_is_answered_as_it_says(schema):
    for operation in operations(schema):
        conforms(operation, GenerationMode.POSITIVE)


def test_what_the_document_forbids_is_refused_as_it_says(schema):
    for operation in operations(schema):
        if operation.body or operation.query:
            conforms(operation, GenerationMode.NEGATIVE)


def test_what_is_let_off_by_hand_is_what_is_let_off_here(schema):
    """schemathesis.toml, for its command line."""
    written = tomllib.loads(Path(__file__).with_name("schemathesis.toml").read_text())
    named, matching = written["operations"]
    posts = {one.path for one in operations(schema) if one.method.upper() == "POST"}
    let_off = {path for path in posts if re.search(matching["include-path-regex"], path)}
    let_off |= set(named["include-path"])
    assert let_off == {path for path in posts if path.endswith(CONTENT)}
    assert set(written) == {"operations"}


def test_every_way_in_is_described(schema):
    described = {(one.method.upper(), one.path) for one in operations(schema)}
    assert described >= {
        ("POST", "/predict"),
        ("POST", "/read"),
        ("POST", "/corrections"),
        ("GET", "/models"),
        ("PUT", "/settings"),
        ("GET", "/store"),
        ("GET", "/v2/health/live"),
        ("GET", "/v2/models/{model}"),
        ("POST", "/v2/models/{model}/infer"),
        ("POST", "/v2/models/{model}/versions/{version}/infer"),
        ("GET", "/v1/models/{model}/metadata"),
        ("POST", "/v1/models/{model}:predict"),
        ("GET", "/metrics"),
    }


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/settings", "GET, PUT"),
        ("OPTIONS", "/store", "DELETE, GET"),
        ("PATCH", "/store/export", "GET"),
        ("GET", "/v1/models/digits:predict", "POST"),
        ("PUT", "/v2/models/digits/infer", "POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(method, path, allowed):
    with asked() as http:
        answer = http.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert f"{method} is not for {path}. Use {allowed}." in answer.json()["detail"]


def test_a_token_is_part_of_the_document():
    with asked(token="a-token-of-the-tests") as http:
        bearer = {"Authorization": "Bearer a-token-of-the-tests"}
        document = http.get("/openapi.json", headers=bearer).json()
    assert document["security"] == [{"token": []}]
