"""Who has been let in."""

from http.cookies import SimpleCookie

import pytest

from tenfold.serving.door import COOKIE, Door

TOKEN = "a-token-of-the-tests"


def test_everybody_comes_in_where_there_is_no_token():
    assert Door(None, secure=False).admits(None, None)


def test_nobody_comes_in_with_nothing():
    door = Door(TOKEN, secure=False)
    assert not door.admits(None, None)
    assert not door.admits("Bearer ", f"{COOKIE}=")
    assert door.enter("") is None


def test_each_link_works_once_and_the_next_is_announced():
    announced: list[str] = []
    door = Door(TOKEN, secure=False, announce=announced.append)
    first = door.key
    assert door.enter(first)
    assert door.enter(first) is None
    assert announced == [door.key]
    assert door.enter(announced[0])


def test_the_cookie_comes_in_among_others():
    door = Door(TOKEN, secure=False)
    value = SimpleCookie(door.enter(door.key))[COOKIE].value
    assert door.admits(None, f"theme=dark; {COOKIE}={value}; lang=bn")
    assert not door.admits(None, f"{COOKIE}={value[:-1]}")
    assert not door.admits(None, f"other={value}")


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_for_https_alone_where_there_is_https(secure):
    door = Door(TOKEN, secure=secure)
    assert ("; Secure" in door.enter(door.key)) == secure


def test_of_too_many_browsers_the_first_must_come_again():
    door = Door(TOKEN, secure=False)
    values = [SimpleCookie(door.enter(door.key))[COOKIE].value for _ in range(101)]
    admitted = [door.admits(None, f"{COOKIE}={value}") for value in values]
    assert admitted == [False] + [True] * 100


@pytest.mark.parametrize("cookie", ["", ";;;", "\ud800=1", 'tenfold="', "tenfold=é", "a" * 9999])
def test_broken_cookies_are_none(cookie):
    assert not Door(TOKEN, secure=False).admits(None, cookie)
