"""tenfold data list, fetch, describe."""

import json


def test_list_tells_licence_and_where_it_lies(tenfold, tiny, tmp_path):
    done = tenfold("data", "list")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[:7] == [
        "tiny",
        "title Tiny pictures",
        "pictures 6 to learn from, 3 to be tested on",
        "classes 3: a, b, c",
        "licence CC0",
        "source none",
        lines[6],
    ]
    assert lines[6].startswith("here /")
    told = json.loads(tenfold("data", "list", "--json").stdout)
    assert told["folder"] == str(tmp_path / "data")
    assert told["licence"] == "CC0"


def test_list_says_how_to_get_what_is_not_here(tenfold, tiny, monkeypatch):
    monkeypatch.delenv("TENFOLD_DATA")
    assert "not here yet: tenfold data fetch tiny" in tenfold("data", "list").stdout
    assert json.loads(tenfold("data", "list", "--json").stdout)["folder"] is None


def test_list_fits_80_columns(tenfold):
    assert max(map(len, tenfold("data", "list").stdout.splitlines())) <= 80


def test_fetch_says_where_the_proven_files_are(tenfold, tiny):
    done = tenfold("data", "fetch", "tiny")
    assert done.stdout.startswith("tiny is here, proven by its SHA-256: /")
    told = json.loads(tenfold("data", "fetch", "tiny", "--json").stdout)
    assert told["name"] == "tiny"
    assert done.stdout.rstrip().endswith(told["folder"])


def test_fetch_of_an_unknown_set_is_a_wrong_use(tenfold):
    done = tenfold("data", "fetch", "mnits", "--json")
    assert done.exit_code == 2
    message = "Data set 'mnits' does not exist. Did you mean 'mnist'? See: tenfold data list"
    assert json.loads(done.stdout) == {"error": {"code": "usage", "message": message}}


def test_describe_counts_the_pictures_of_each_class(tenfold, drawn, drawn_npz):
    told = json.loads(tenfold("data", "describe", drawn_npz, "--json").stdout)
    assert told["train"]["shape"] == [600, 28, 28]
    assert [one["test"] for one in told["classes"]] == [
        int((drawn.test.labels == label).sum()) for label in range(3)
    ]


def test_describe_for_a_person_is_a_table(tenfold, tiny):
    text = tenfold("data", "describe", "tiny").stdout
    rows = {line.split("  ")[0]: line.split()[-2:] for line in text.splitlines() if line.strip()}
    assert rows["pictures"] == ["6", "3"]
    assert rows["type"] == ["uint8", "uint8"]
    assert rows["class 2: c"] == ["2", "1"]
    assert max(map(len, text.splitlines())) <= 80


def test_class_names_of_strangers_are_shown_as_text(tenfold, tmp_path, drawn):
    from PIL import Image

    for half in ("train", "test"):
        for name in ("[red]a", "b"):
            folder = tmp_path / "own" / half / name
            folder.mkdir(parents=True)
            Image.fromarray(drawn.train.images[0]).save(folder / "1.png")
    assert "class 0: [red]a" in tenfold("data", "describe", "own").stdout
