"""Who may come in, and how much may come."""

import asyncio
import json

import pytest
from serving.servers import asked
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.testclient import TestClient

from tenfold.serving.door import Door
from tenfold.serving.guard import HEADERS, Guard
from tenfold.serving.settings import Settings

TOKEN = "a-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
INFER = "/v2/models/digits/infer"


@pytest.fixture(scope="module")
def http():
    with asked() as found:
        yield found


@pytest.fixture(scope="module")
def guarded():
    """A server that others can reach, called without its token."""
    with asked(host="0.0.0.0", token=TOKEN, allow_hosts=("camera.local",)) as found:
        yield found


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_names_of_this_machine_are_known(http, host):
    assert http.get("/models", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7", "", "localhost.evil.example"]
)
def test_another_name_was_pointed_here_by_somebody(http, host):
    answer = http.get("/models", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["code"] == "host"
    assert "--allow-host" in answer.json()["detail"]


def test_two_names_at_once_are_none(http):
    headers = [("Host", "127.0.0.1:8000"), ("Host", "localhost")]
    assert http.get("/models", headers=headers).status_code == 421


@pytest.mark.parametrize("host", ["192.168.0.7:8000", "[fe80::1]:8000", "camera.local"])
def test_a_server_for_all_is_called_by_any_address_and_by_names_it_was_told(guarded, host):
    assert guarded.get("/models", headers=BEARER | {"Host": host}).status_code == 200


def test_a_server_for_all_is_not_called_by_other_names(guarded):
    assert guarded.get("/models", headers=BEARER | {"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/predict", INFER, "/corrections", "/settings"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_pages_of_other_sites_change_nothing(http, path, headers):
    answer = http.post(path, headers=headers, content=b"{}")
    assert answer.status_code == 403
    assert answer.json()["code"] == "origin"


def test_our_own_page_may(http):
    ours = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert http.get("/models", headers=ours).status_code == 200
    assert http.post("/predict", headers=ours).json()["code"] == "no-picture"


def test_a_link_of_another_site_may_be_followed_but_nothing_embedded(http):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert http.get("/models", headers=elsewhere | {"Sec-Fetch-Mode": "navigate"}).is_success
    assert http.get("/models", headers=elsewhere | {"Sec-Fetch-Mode": "no-cors"}).is_client_error


def test_cors_is_off(http):
    answer = http.options("/predict", headers={"Access-Control-Request-Method": "POST"})
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_cors_is_on_for_whom_it_was_allowed():
    friend = "https://friend.example"
    with asked(host="0.0.0.0", token=TOKEN, allow_origins=(friend,)) as http:
        ahead = {"Access-Control-Request-Method": "POST", "Origin": friend}
        answer = http.options("/predict", headers=ahead)
        assert answer.headers["access-control-allow-origin"] == friend
        assert "access-control-allow-credentials" not in answer.headers
        answer = http.get("/models", headers=BEARER | {"Origin": friend})
        assert answer.headers["access-control-allow-origin"] == friend
        assert http.get("/models", headers={"Origin": friend}).status_code == 401
        stranger = {"Origin": "https://evil.example"}
        assert http.options("/predict", headers=ahead | stranger).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/review", "/models", "/settings", "/metrics", "/openapi.json", "/store", "/v2"]
)
def test_without_the_token_nothing_is_said(guarded, path):
    answer = guarded.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "é"],
)
def test_a_wrong_token_is_none(guarded, authorization):
    headers = {b"authorization": authorization.encode()}
    assert guarded.get("/models", headers=headers).status_code == 401


def test_with_the_token_it_answers(guarded):
    assert guarded.get("/models", headers=BEARER).status_code == 200
    assert guarded.get("/models", headers={"authorization": f"bearer {TOKEN}"}).status_code == 200


def test_whether_it_lives_is_no_secret(guarded):
    assert guarded.get("/v2/health/live").json() == {"live": True}
    assert guarded.get("/v2/health/ready").json() == {"ready": True}


def test_a_browser_comes_in_by_a_link_that_works_once(guarded: TestClient):
    door = guarded.app.state.door
    link = f"/enter?key={door.key}"
    try:
        answer = guarded.get(link)
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert 'content="0; url=/"' in answer.text
        assert guarded.get("/models").status_code == 200
        assert guarded.get("/models", headers={"Cookie": "tenfold=guessed"}).status_code == 401
        assert guarded.get(link).status_code == 401
        assert guarded.get("/enter?key=guessed").json()["code"] == "link"
        assert door.key not in link
    finally:
        guarded.cookies.clear()


def test_the_link_leads_to_the_page_where_no_token_is_needed(http):
    answer = http.get("/enter?key=x", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/", "/models", "/nothing", "/page/nothing", "/predict", INFER])
def test_every_answer_carries_the_headers(http, path):
    headers = http.get(path).headers
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            assert headers[name] == value
    assert headers["Cache-Control"] in ("no-store", "no-cache")


def test_the_policy_allows_no_script_but_our_files():
    policy = HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_too_large_a_body_is_413_whether_it_says_so_or_not():
    with asked(max_body=10_000) as http:
        told = http.post("/predict", content=b"x" * 10_001)
        untold = http.post("/predict", content=(b"x" * 1000 for _ in range(11)))
        for answer in (told, untold):
            assert answer.status_code == 413
            assert "at most 10,000 bytes" in answer.json()["detail"]
            assert answer.headers["connection"] == "close"
        assert http.post("/predict", content=b"x" * 10_000).status_code == 422


async def ask(guard, receive):
    """The answer's status and problem, of a request straight to `guard`."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    await guard(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


def guard(app, **settings):
    return Guard(app, settings=Settings(**settings), door=Door(None, secure=False))


async def whole():
    return {"type": "http.request", "body": b"12345", "more_body": False}


async def reads_its_body(scope, receive, send):
    await receive()
    await Response("{}")(scope, receive, send)


async def reads_and_sleeps(scope, receive, send):
    await receive()
    await asyncio.sleep(60)


def test_a_body_that_does_not_come_is_408():
    async def never():
        await asyncio.sleep(60)

    status, problem = asyncio.run(ask(guard(reads_its_body, seconds=0.05), never))
    assert status == 408
    assert "not complete within 0.05 seconds" in problem["detail"]


def test_an_answer_that_does_not_come_is_503():
    status, problem = asyncio.run(ask(guard(reads_and_sleeps, seconds=0.05), whole))
    assert status == 503
    assert "not ready within 0.05 seconds" in problem["detail"]


def test_bodies_that_are_held_at_one_time_are_bounded_and_let_go():
    async def main():
        one = guard(reads_and_sleeps, seconds=0.3, max_body=5, max_held=12)
        return await asyncio.gather(*(ask(one, whole) for _ in range(4))), await ask(one, whole)

    together, afterwards = asyncio.run(main())
    said = [problem["detail"].split(".")[0] for _, problem in together]
    assert said.count("Too many large requests are held at the moment") == 2
    assert "not ready" in afterwards[1]["detail"]


def test_a_client_that_has_gone_is_not_answered():
    async def gone():
        raise ClientDisconnect

    with pytest.raises(IndexError):
        asyncio.run(ask(guard(reads_its_body), gone))


def test_a_websocket_is_closed():
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(guard(reads_its_body)({"type": "websocket"}, whole, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
