"""The store, on SQLite and on a real PostgreSQL alike."""

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving.stores import DIGITS, correction, drawing, entry, reading

from tenfold.errors import UsageError
from tenfold.inference.readings import Number, Reading
from tenfold.serving.store import default_address, open_store
from tenfold.serving.store_values import Entry, Filter, NoEntryError
from tenfold.values import ModelId, Prediction

NOT_THERE = "0" * 32


def test_what_was_added_is_kept_to_the_byte_with_its_hash_and_time(store):
    given = correction(3, 5, note="written on a bus")
    before = datetime.now(UTC)
    kept_id = store.add(given)
    kept = store.get(kept_id)
    left_to_the_store = {"id": kept.id, "time": kept.time, "sha256": kept.sha256}
    assert kept == dataclasses.replace(given, picture=b"", **left_to_the_store)
    assert kept.id == kept_id
    assert abs(datetime.fromisoformat(kept.time) - before) < timedelta(minutes=1)
    assert store.picture(kept_id) == given.picture
    assert kept.sha256 == hashlib.sha256(given.picture).hexdigest()


def test_what_was_added_is_there_for_whoever_opens_the_store_next(store, address):
    kept_id = store.add(entry(1))
    with open_store(address) as other:
        assert other.get(kept_id) == store.get(kept_id)
        other.set_setting("keep_predictions", True)
    assert store.settings() == {"keep_predictions": True}


def test_the_entry_of_an_answer_takes_everything_from_it():
    probabilities = np.full(10, 0.1)
    answer = Prediction(
        label=3, name="3", confidence=0.1, probabilities=probabilities, refused=True,
        logits=np.zeros(10, np.float32), model=ModelId("digits", "abcd"), classes=DIGITS,
        pixels=np.zeros((28, 28), np.uint8), file="a.png",
    )  # fmt: skip
    made = Entry.of(answer, b"bytes", kind="correction", label=8, note="looks like a 3")
    assert made == Entry(
        kind="correction", model="digits", hash="abcd", answer=answer.to_json(), picture=b"bytes",
        classes=DIGITS, label=8, name="8", file="a.png", note="looks like a 3",
    )  # fmt: skip
    assert Entry.of(answer, b"bytes", kind="refusal").name is None
    message = "The label must be 0 to 9, a class of the model that answered, .* Got 10."
    with pytest.raises(UsageError, match=message):
        Entry.of(answer, b"bytes", kind="correction", label=10)


def test_pages_are_the_newest_first_and_meet_every_entry_once(store):
    ids = store.add_many([entry(number) for number in range(25)])
    met, page = [], store.list(Filter(limit=10))
    while page.next:
        assert (len(page.entries), page.total) == (10, 25)
        met += page.entries
        store.add(entry(99))  # what comes in meanwhile moves no page
        page = store.list(Filter(limit=10, after=page.next))
        page = dataclasses.replace(page, total=25)
    met += page.entries
    assert [one.id for one in met] == ids[::-1]
    assert all(one.picture == b"" for one in met)


def test_each_goes_through_all_with_pictures_where_asked_for(store):
    ids = store.add_many([entry(number) for number in range(40)])
    assert [one.id for one in store.each(Filter())] == ids[::-1]
    with_pictures = list(store.each(Filter(text="3"), pictures=True))
    assert {one.file for one in with_pictures} == {f"{n}.png" for n in range(40) if "3" in str(n)}
    assert all(hashlib.sha256(e.picture).hexdigest() == e.sha256 for e in with_pictures)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "abcdef"),
        (Filter(kind="correction"), "bcf"),
        (Filter(kind="prediction"), "e"),
        (Filter(model="fashion"), "f"),  # as it was served
        (Filter(model="fashion-best"), "f"),  # as its file says
        (Filter(label=7), "bd"),  # given by a person, or answered: not what a person rejected
        (Filter(label=3), "ae"),
        (Filter(name="BAG"), "f"),
        (Filter(text="holiday"), "a"),
        (Filter(text="ছবি"), "b"),
        (Filter(text="100%_"), "c"),  # no wildcards
        (Filter(text="cafÉ"), "d"),
        (Filter(text="said by"), "e"),
        (Filter(text="fashion bag"), ""),
        (Filter(kind="correction", label=7, text=".png"), "b"),
    ],
)
def test_filters_choose(store, wanted, found):
    store.add_many(
        [
            entry(3, file="Holiday a.png"),
            correction(3, 7, file="ছবি b.png"),
            correction(3, None, file="100%_c.png"),
            entry(7, file="CAFé d.png"),
            entry(3, kind="prediction", file="e.png", note="Said by nobody"),
            entry(
                0,
                kind="correction",
                model="fashion-best",
                served="fashion",
                label=8,
                name="Bag",
                file="f.png",
            ),
        ]
    )
    page = store.list(wanted)
    assert "".join(sorted(one.file.removesuffix(".png")[-1] for one in page.entries)) == found
    assert page.total == len(found)


def test_changing_an_entry_makes_a_correction_of_it_that_is_found_by_its_new_class(store):
    kept_id = store.add(entry(3))
    changed = store.change(kept_id, label=9)
    assert (changed.kind, changed.label, changed.name) == ("correction", 9, "9")
    assert changed == store.get(kept_id)
    assert changed.answer["label"] == 3
    assert store.list(Filter(label=9, kind="correction", name="9")).total == 1
    assert store.list(Filter(label=3)).total == 0
    assert store.change(kept_id, label=None).name is None
    assert store.list(Filter(kind="correction")).entries[0].label is None


def test_a_class_that_the_model_does_not_have_is_refused_and_nothing_changes(store):
    kept_id = store.add(entry(3))
    with pytest.raises(UsageError, match="The label must be 0 to 9, a class .* Got -1."):
        store.change(kept_id, label=-1)
    assert store.get(kept_id).kind == "refusal"
    classless = store.add(entry(3, classes=()))
    with pytest.raises(UsageError, match="It was not kept which classes the model .* Show the"):
        store.change(classless, label=1)


def test_numbers_are_put_right_by_their_digits(store):
    kept_id = store.add(reading(1, "70411", "25"))
    assert store.get(kept_id).guess == (None, "70411 25")
    changed = store.change(kept_id, text="70412 25")
    assert (changed.kind, changed.label, changed.name) == ("correction", None, None)
    assert changed == store.get(kept_id)
    assert changed.text == "70412 25"
    for found in (Filter(text="412 2"), Filter(text="70411"), Filter(name="70412 25")):
        assert store.list(found).total == 1
    assert store.list(Filter(name="70411 25")).total == 0
    assert store.change(kept_id, text="").text == ""


@pytest.mark.parametrize("wrong", ["7a", " 7", "7 ", "7  8", "7\n", "٧", "7" * 2001])
def test_what_is_no_number_is_refused_and_nothing_changes(store, wrong):
    kept_id = store.add(reading(1, "7"))
    with pytest.raises(UsageError, match="What a picture reads must be digits 0 to 9, a space"):
        store.change(kept_id, text=wrong)
    assert store.get(kept_id).kind == "refusal"


def test_a_class_is_no_truth_for_numbers_nor_numbers_for_a_class(store):
    ids = store.add_many([reading(1, "7"), entry(2)])
    with pytest.raises(UsageError, match="of a model that reads numbers. Give what is written"):
        store.change(ids[0], label=7)
    with pytest.raises(UsageError, match="of a model that tells classes. Give a class of it, or"):
        store.change(ids[1], text="7")


def test_the_pages_of_a_file_are_one_entry_whose_numbers_say_their_page():
    model = ModelId("numbers", "abcd")
    sevens = [Number("7", sure, sure < 0.5, (0, 0, 9, 9), ()) for sure in (0.9, 0.4, 0.8)]
    first = Reading("scan.tiff", 1, tuple(sevens[:2]), model, (90, 90))
    second = Reading("scan.tiff", 2, tuple(sevens[2:]), model, (90, 90))
    made = Entry.of_pages([first, second], b"bytes", kind="refusal", served="mine")
    assert [number["page"] for number in made.answer["numbers"]] == [1, 1, 2]
    assert (made.guess, made.confidence, made.refused) == ((None, "7 7 7"), 0.4, True)
    assert (made.model, made.served, made.file) == ("numbers", "mine", "scan.tiff")
    alone = Entry.of_pages([Reading(None, None, (), model, (9, 9))], b"x", kind="prediction")
    assert (alone.guess, alone.confidence, alone.refused) == ((None, ""), None, False)


def test_the_oldest_of_what_nobody_corrected_go_first_and_corrections_never(address):
    with open_store(address, keep=40) as store:
        taught = [store.add(correction(number, 1)) for number in range(50)]
        refused = [store.add(entry(number)) for number in range(40)]
        assert store.list(Filter(kind="refusal")).total == 40
        first = store.add(entry(40, kind="prediction"))
        refused += store.add_many([entry(number) for number in range(41, 44)])
        # Over the limit, a twentieth goes at once.
        assert [one.id for one in store.each(Filter(kind="refusal"))] == refused[-38:][::-1]
        store.add_many([entry(number) for number in range(200, 300)])
        assert store.list(Filter(kind="refusal")).total == 38
        assert [one.id for one in store.each(Filter(kind="prediction"))] == [first]
        assert [one.id for one in store.each(Filter(kind="correction"))] == taught[::-1]


def test_a_refusal_that_was_put_right_stays_whatever_comes(address):
    with open_store(address, keep=10) as store:
        kept_id = store.add(entry(1))
        store.change(kept_id, label=3)
        for number in range(2, 30):
            store.add(entry(number))
        assert store.get(kept_id).label == 3
        assert store.list(Filter(kind="refusal")).total == 10


def test_large_pictures_go_before_there_are_many(address, monkeypatch):
    monkeypatch.setattr("tenfold.serving.store._KEPT_BYTES", 100_000)
    with open_store(address) as store:
        ids = [store.add(entry(n, picture=bytes([n]) * 30_000)) for n in range(5)]
        assert [one.id for one in store.each(Filter())] == ids[:1:-1]


def test_nothing_may_stay_but_corrections(address):
    with open_store(address, keep=0) as store:
        store.add_many([entry(1), entry(2, kind="prediction"), correction(3, 4)])
        assert [one.kind for one in store.each(Filter())] == ["correction"]


def test_what_is_removed_is_gone(store):
    ids = store.add_many([entry(1), correction(2, 3), entry(4), correction(5, 6)])
    store.remove(ids[0])
    assert [one.id for one in store.each(Filter())] == ids[:0:-1]
    assert store.remove_all("correction") == 2
    assert [one.id for one in store.each(Filter())] == [ids[2]]
    assert store.remove_all() == 1
    assert store.remove_all() == 0


@pytest.mark.parametrize("wrong", [NOT_THERE, "", "../etc", "x" * 200, "0" * 31 + "\0", "٣" * 32])
@pytest.mark.parametrize("ask", ["get", "picture", "remove", "find"])
def test_an_entry_that_is_not_there_is_said_to_be_not_there(store, wrong, ask):
    with pytest.raises(
        NoEntryError, match="The store has no entry .* See: tenfold review"
    ) as error:
        getattr(store, ask)(wrong)
    assert error.value.http_status == 404
    assert len(str(error.value)) < 200


def test_an_entry_removed_meanwhile_cannot_be_changed(store):
    with pytest.raises(NoEntryError):
        store.change(NOT_THERE, label=1)


def test_an_entry_is_found_by_the_beginning_of_its_id(store):
    ids = store.add_many([entry(1), entry(2)])
    assert store.find(ids[0]).id == ids[0]
    assert store.find(ids[1][:24]).id == ids[1]
    with pytest.raises(UsageError, match=r"Several entries have ids that begin with '1'.*Give mor"):
        store.find("1")
    with pytest.raises(NoEntryError):
        store.find("%")


def test_many_are_kept_or_none(store):
    with pytest.raises(UsageError, match="must have its picture. Got one of 0 bytes"):
        store.add_many([entry(1), entry(2, picture=b"")])
    with pytest.raises(
        UsageError, match="of kind correction, refusal, prediction. Got 'refusl'. D"
    ):
        store.add_many([entry(1), entry(2, kind="refusl")])
    assert store.list(Filter()).total == 0
    assert store.add_many([]) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "x"}, "Entries are of kind correction, refusal, prediction. Got 'x'."),
        ({"limit": 0}, "A page of the store holds 1 to 500 entries. Got a limit of 0."),
        ({"limit": 501}, "Got a limit of 501. Ask for the next page with after=ID."),
        ({"label": -1}, "A label must be a class index, 0 or more. Got -1."),
        ({"label": 2**31}, "A label must be a class index, 0 or more. Got 2147483648."),
        ({"after": "x"}, "after must be the id of an entry, 32 hexadecimal digits. Got 'x'."),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(wrong, message):
    with pytest.raises(UsageError) as error:
        Filter(**wrong)
    assert message in str(error.value)


def test_settings_are_off_until_switched_on_and_keep_their_last_state(store):
    assert store.settings() == {"keep_predictions": False}
    for value in (True, True, False):
        store.set_setting("keep_predictions", value)
        assert store.settings() == {"keep_predictions": value}
    with pytest.raises(
        UsageError, match="has the settings keep_predictions. Got 'keep_prediction'"
    ):
        store.set_setting("keep_prediction", True)


def test_whatever_strangers_call_their_pictures_can_be_kept_and_found(store):
    text = st.text(st.characters(codec=None), max_size=30)  # lone surrogates and NUL included

    @settings(derandomize=True, deadline=None, max_examples=60)
    @given(text, text)
    def kept(file, note):
        kept_id = store.add(entry(1, file=file, note=note))
        found = store.get(kept_id)
        clean = file.replace("\0", "�").encode("utf-8", "replace").decode()
        assert found.file == clean
        if clean.strip():
            assert kept_id in {one.id for one in store.list(Filter(text=file, limit=500)).entries}

    kept()


def test_the_default_is_a_file_of_the_persons_own_unless_named(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("TENFOLD_STORE", raising=False)
    assert default_address().endswith("store.sqlite3")
    assert "tenfold" in default_address()
    monkeypatch.setenv("TENFOLD_STORE", str(tmp_path / "mine.db"))
    with open_store() as store:
        store.add(entry(1, picture=drawing(1)))
    assert (tmp_path / "mine.db").stat().st_size > 0
