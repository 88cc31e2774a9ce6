"""tenfold models."""

import json

from tenfold.artefact import shipped


def test_models_lists_those_that_came_with_tenfold(tenfold):
    done = tenfold("models")
    assert all(name in done.stdout for name in shipped.names())
    assert "Without --model, digits answers." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_models_lists_those_trained_here_too(tenfold, trained):
    rows = [json.loads(line) for line in tenfold("models", "--json").stdout.splitlines()]
    assert [row["model"] for row in rows] == [*shipped.names(), "runs/drawn"]
    assert 0 <= rows[-1]["accuracy"] <= 1
    assert rows[-1]["bytes"] > 1000
    assert len(rows[-1]["hash"]) == 16


def test_show_prints_the_card(tenfold):
    text = tenfold("models", "show", "digits").stdout
    assert "Not for" in text
    assert max(map(len, text.splitlines())) <= 80
    shown = json.loads(tenfold("models", "show", "digits", "--json").stdout)
    assert shown["card"] == shipped.card("digits")
    assert shown["bytes"] == (shipped.FOLDER / "digits.onnx").stat().st_size


def test_a_card_that_is_not_there_is_explained(tenfold):
    done = tenfold("models", "show", "digit")
    assert done.exit_code != 0
    assert "No shipped model is called 'digit'. Did you mean 'digits'?" in done.stderr
