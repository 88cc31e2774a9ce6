"""What a server is told."""

import pytest

from tenfold.errors import UsageError
from tenfold.serving.settings import Settings

TOKEN = "t" * 16


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_host_of_this_machine_alone_needs_no_token(host):
    assert Settings(host=host).is_local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])
def test_a_host_that_others_reach_needs_a_token(host):
    with pytest.raises(UsageError, match="can be reached by others, so it must have a token"):
        Settings(host=host)
    assert not Settings(host=host, token=TOKEN).is_local


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"port": 70_000}, "port must be 0 .* to 65535. Got 70000"),
        ({"port": -1}, "Got -1"),
        ({"threads": 0}, "threads must be at least 1. Got 0"),
        ({"max_held": 3}, "max_held must be at least max_body. Got 3"),
        ({"max_waiting": 3}, "max_waiting must be at least max_pictures"),
        ({"seconds": 0.0}, "seconds and reload_seconds must be over 0"),
        ({"token": "short"}, "at least 16 printable ASCII characters. Got 5"),
        ({"token": "t" * 15 + "\n"}, "printable"),
        ({"tls_cert": "c.pem"}, "--tls-key is missing"),
        ({"tls_key": "k.pem"}, "--tls-cert is missing"),
        ({"allow_origins": ("example.org",)}, "such as https://example.org. Got 'example.org'"),
        ({"allow_origins": ("https://example.org/a",)}, "nothing behind them"),
        ({"allow_origins": ("*",)}, "must be a scheme and a host"),
    ],
)
def test_what_does_not_fit_is_said(wrong, words):
    with pytest.raises(UsageError, match=words):
        Settings(**wrong)


def test_a_token_is_not_shown():
    assert TOKEN not in repr(Settings(token=TOKEN))


def test_names_are_known_in_any_case():
    assert Settings(allow_hosts=("My-Phone",)).known_hosts >= {"my-phone", "localhost"}
