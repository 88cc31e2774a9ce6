"""tenfold review: list, export, correct, remove."""

import json

import pytest
from serving.stores import correction, entry, reading

from tenfold.datasets import load_dataset
from tenfold.serving.store import open_store
from tenfold.serving.store_values import Filter


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that `tenfold review` uses, with a refusal, a correction and a prediction."""
    monkeypatch.setenv("TENFOLD_STORE", str(tmp_path / "store.db"))
    with open_store() as made:
        made.add(entry(1, file="refused.png"))
        made.add(correction(2, 7, file="bus ticket.png"))
        made.add(entry(3, kind="prediction"))
        yield made


def newest(store):
    return [one.id for one in store.each(Filter())]


def test_what_is_kept_is_listed_the_newest_first(tenfold, store):
    done = tenfold("review")
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        *("id", "kept", "file", "the", "model", "said", "a", "person", "said"),
    ]
    assert [line.split()[0] for line in lines[1:]] == [one[:12] for one in newest(store)]
    assert "unsure: 1 55%" in done.stdout
    assert lines[2].rstrip().endswith("2 55%           7")
    assert max(map(len, lines)) <= 80
    assert tenfold("review", "list").stdout == done.stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--kind", "refusal"), ["refused.png"]),
        (("--label", "7"), ["bus ticket.png"]),
        (("--label", "seven"), []),
        (("--text", "TICKET"), ["bus ticket.png"]),
        (("--model", "fashion"), []),
        (("--limit", "2"), ["3.png", "bus ticket.png"]),
        ((), ["3.png", "bus ticket.png", "refused.png"]),
    ],
)
def test_filters_and_json(tenfold, store, words, found):
    done = tenfold("review", *words, "--json")
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == found


def test_nothing_found_and_more_than_is_shown_are_said(tenfold, store):
    assert "Nothing that is kept agrees with this." in tenfold("review", "--text", "xyz").stdout
    store.add_many([entry(number) for number in range(30)])
    assert "20 of 33. More: --limit N; all: --json" in tenfold("review").stdout
    assert tenfold("review", "--json").stdout.count("\n") == 33


def test_names_of_strangers_do_nothing_to_the_terminal(tenfold, store):
    store.add(entry(4, file="a\x1b[31m[red]b[/red].png"))
    done = tenfold("review", "--limit", "1")
    assert "\x1b" not in done.stdout
    assert "[red]b[/red]" in " ".join(done.stdout.split()).replace(" ", "")


def test_ids_are_shown_as_long_as_it_takes_to_tell_them_apart(tenfold, store):
    store.add_many([entry(number) for number in range(8)])
    done = tenfold("review", "--limit", "8")
    shown = [line.split()[0] for line in done.stdout.splitlines()[1:9]]
    assert len(set(shown)) == 8
    assert all(store.find(one).id.startswith(one) for one in shown)


def test_a_folder_can_be_trained_on(tenfold, store, tmp_path):
    store.add_many([correction(n, n % 2) for n in range(40)])
    done = tenfold("review", "export", "taught")
    assert done.stdout == "Wrote 41 entries to taught\n"
    assert load_dataset(tmp_path / "taught").classes == ("0", "1", "7")


def test_exports_say_what_they_wrote_and_write_over_nothing(tenfold, store):
    done = tenfold("review", "export", "kept.csv", "--kind", "correction", "--json")
    assert json.loads(done.stdout) == {"written": "kept.csv", "entries": 1}
    again = tenfold("review", "export", "kept.csv")
    assert again.exit_code == 2
    assert "kept.csv is there already, and nothing is written over." in again.stderr
    assert tenfold("review", "export", "kept.parquet").stdout == "Wrote 3 entries to kept.parquet\n"


@pytest.mark.parametrize(
    ("word", "label", "said"),
    [("9", 9, "refused.png is 9 now."), ("none", None, "refused.png is none of the classes now.")],
)
def test_a_kept_picture_is_put_right_by_the_beginning_of_its_id(tenfold, store, word, label, said):
    kept_id = newest(store)[-1]
    assert tenfold("review", "correct", kept_id[:16], word).stdout == f"{said}\n"
    assert (store.get(kept_id).kind, store.get(kept_id).label) == ("correction", label)


def test_a_class_is_named_in_any_case(tenfold, store):
    kept_id = store.add(entry(1, classes=("T-shirt/top", "Trouser", "None")))
    done = tenfold("review", "correct", kept_id, "trouser", "--json")
    assert json.loads(done.stdout)["label"] == 1
    tenfold("review", "correct", kept_id, "none")
    assert store.get(kept_id).label == 2
    wrong = tenfold("review", "correct", kept_id, "Trousers")
    assert wrong.exit_code == 2
    assert "has no class 'Trousers'. Did you mean 'Trouser'?" in " ".join(wrong.stderr.split())


def test_numbers_that_were_read_are_listed_and_put_right(tenfold, store):
    kept_id = store.add(reading(5, "70411", "25"))
    assert "unsure: 70411 25 50%" in tenfold("review", "--model", "numbers").stdout
    done = tenfold("review", "correct", kept_id, "70412 25")
    assert done.stdout == "5.png is 70412 25 now.\n"
    assert store.get(kept_id).text == "70412 25"
    assert tenfold("review", "correct", kept_id, "none").stdout == "5.png is no number now.\n"
    assert store.get(kept_id).text == ""
    wrong = tenfold("review", "correct", kept_id, "seven")
    assert wrong.exit_code == 2
    assert "must be digits 0 to 9, a space between two numbers" in " ".join(wrong.stderr.split())
    store.add(reading(6, kind="prediction"))
    assert "no number" in tenfold("review", "--kind", "prediction", "--limit", "1").stdout


def test_removing_asks_first(tenfold, store):
    kept = newest(store)
    done = tenfold("review", "remove", kept[0], stdin=b"n\n")
    assert (done.exit_code, newest(store)) == (2, kept)
    assert "Delete 1 kept picture for good?" in done.stderr
    assert "Nothing was removed." in done.stderr
    done = tenfold("review", "remove", kept[0], kept[0][:20], stdin=b"y\n")
    assert done.stdout.endswith("Removed 1 kept picture.\n")
    assert newest(store) == kept[1:]
    done = tenfold("review", "remove", "--all", "--json")
    assert done.exit_code == 2
    assert "Nobody answered; nothing was removed. Add --yes." in " ".join(done.stderr.split())
    assert newest(store) == kept[1:]


def test_all_or_all_of_a_kind_are_removed(tenfold, store):
    done = tenfold("review", "remove", "--all", "--kind", "refusal", "--yes")
    assert done.stdout == "Removed 1 kept refusal.\n"
    assert json.loads(tenfold("review", "remove", "--all", "--yes", "--json").stdout) == {
        "removed": 2
    }
    assert tenfold("review", "remove", "--all").stdout == "Removed no kept pictures.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("remove",), "Say what to remove: ids, or --all, or --all with --kind."),
        (("remove", "18", "--all"), "Say what to remove: ids, or --all, or --all with --kind."),
        (("remove", "0123", "--yes"), "The store has no entry '0123'; it may have been removed."),
        (("--kind", "foo"), "Entries are of kind correction, refusal, prediction. Got 'foo'."),
        (("--store", "other.db"), "There is no store other.db yet. It is made when tenfold serve"),
        (("--store", "mysql://x"), "Got one that begins with 'mysql'."),
        (("export", "kept.xlsx"), "exported as FILE.csv, FILE.parquet or a FOLDER. Got"),
        (("exprot", "kept.csv"), "No such command 'exprot'. Did you mean 'export'?"),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_changes_nothing(tenfold, store, words, message):
    kept = newest(store)
    done = tenfold("review", *words)
    assert done.exit_code in (1, 2)
    assert message in " ".join(done.stderr.split())
    assert newest(store) == kept


def test_without_the_extra_it_says_what_to_install(tenfold, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tenfold.serving.store", None)
    done = tenfold("review")
    assert done.exit_code == 1
    assert "The store needs the extra 'serve', which is not installed" in done.stderr
