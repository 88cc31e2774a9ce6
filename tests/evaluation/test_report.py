import re
from dataclasses import replace

import numpy as np
import pytest
from evaluation.page_reader import assert_self_contained, read_page

from tenfold.conformal import HeldOut
from tenfold.errors import UsageError
from tenfold.evaluation.errors import mistakes
from tenfold.evaluation.report import EvaluatedSplit, Facts, ReportData, flatten, render
from tenfold.evaluation.scores import score
from tenfold.values import Epoch

HOSTILE = "<script>alert(1)</script>"


def names(count: int) -> tuple[str, ...]:
    return tuple(f"class {index}" for index in range(count))


def split(name: str, classes: tuple[str, ...], *, n: int, wrong: int) -> EvaluatedSplit:
    """`n` noisy pictures of which the first `wrong` are answered with the next class."""
    rng = np.random.default_rng(len(name))
    labels = np.arange(n) % len(classes)
    logits = rng.normal(size=(n, len(classes))).astype(np.float32)
    said = np.where(np.arange(n) < wrong, (labels + 1) % len(classes), labels)
    logits[np.arange(n), said] += 12
    return EvaluatedSplit(
        images=rng.integers(0, 256, (n, 8, 8)).astype(np.uint8),
        labels=labels,
        logits=logits,
        scores=score(labels, logits, classes=classes, dataset="toy", split=name),
    )


TEN = names(10)


def report(classes=TEN, *, n=120, wrong=50, epochs=3, train=True, validation=True):
    made = {"test": split("test", classes, n=n, wrong=wrong)}
    if train:
        made["train"] = split("train", classes, n=n, wrong=0)
    if validation:
        made["validation"] = split("validation", classes, n=n, wrong=wrong)
    held = 0.9 if validation else None
    return ReportData(
        title="toy-run",
        recipe={"training": {"epochs": epochs, "stop": None}, "layers": [64, 10]},
        layers=[
            {"name": "flatten", "kind": "Flatten", "output_shape": (None, 64), "parameters": 0},
            {"name": "dense", "kind": "Dense", "output_shape": (None, 10), "parameters": 12_345},
        ],
        facts=Facts(
            seed=7,
            dataset="toy",
            sha256="ab" * 32,
            seconds=42.0,
            test_evaluations=1,
            temperature=1.25,
            threshold=0.61,
            versions={"numpy": "9.8.7"},
        ),
        history=tuple(
            Epoch(one + 1, 1 / (one + 1), 0.9, held, held, 14.0) for one in range(epochs)
        ),
        classes=classes,
        splits=made,
    )


CASES = {
    "all splits": report(),
    "no validation": report(validation=False),
    "test only": report(train=False, validation=False),
    "no errors": report(wrong=0),
    "one error": report(wrong=1),
    "one epoch": report(epochs=1),
    "two classes": report(names(2)),
    "a few pictures": report(names(3), n=3, wrong=1),
    "three hundred classes": report(names(300), n=600),
    "hostile names": report((HOSTILE, '" onload="alert(1)', "'><img src=x>", "ok")),
}


@pytest.mark.parametrize("case", CASES)
def test_page_is_well_formed_and_needs_nothing_else(case):
    html = render(CASES[case])
    page = read_page(html)
    assert_self_contained(html, page)
    assert len(html) < 1_500_000
    assert all(picture["alt"] for picture in page.all("img"))
    assert all(drawing["aria-label"] for drawing in page.all("svg"))
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {link["href"][1:] for link in page.all("a")} == ids


def test_headline_says_what_was_measured():
    text = read_page(render(report(n=120, wrong=50))).text
    assert "58.33%" in text
    assert "right about 70 of 120 pictures it had never seen" in text
    assert "between 49.39% and 66.76% (95% interval)" in text
    assert "one in 2" in text


def test_the_run_is_told_in_full():
    text = read_page(render(report())).text
    for fact in ("Seed 7", "ab" * 32, "42 s", "Looks at the test split 1", "numpy 9.8.7", "12,345"):
        assert fact in text
    assert "temperature of 1.250" in text
    assert "Below a confidence of 61.0% it refuses" in text
    assert "training.epochs 3" in text


def test_galleries_tell_how_many_more_there_are():
    text = read_page(render(report(wrong=50))).text
    assert "Test pictures: 50 errors in 120 pictures" in text
    assert "and 10 more" in text
    assert "Training pictures: No errors in 120 pictures" in text
    assert "every one was answered right" in text


def test_mistakes_are_shown_most_confident_first():
    page = render(report(train=False, wrong=20))
    gallery = page[page.index("Test pictures:") : page.index('id="classes"')]
    sure = [
        float(part.split("% sure")[0][-4:]) for part in gallery.split("#")[:-1] if "% sure" in part
    ]
    assert len(sure) == 20
    assert sure == sorted(sure, reverse=True)


def test_the_surest_mistakes_show_what_spoke_for_them():
    plain = report(wrong=50)
    surest = mistakes(plain.splits["test"].labels, plain.splits["test"].logits, limit=2)
    rows = [one.index for one in surest]
    right = {100: np.ones((8, 8))}  # no mistake: not shown
    html = render(replace(plain, evidence={row: np.ones((8, 8)) for row in rows} | right))
    page = read_page(html)
    assert_self_contained(html, page)
    assert "What spoke for the surest of them" in page.text
    assert len(page.all("img")) == len(read_page(render(plain)).all("img")) + 2
    shown = page.text[page.text.index("What spoke for") : page.text.index("Training pictures:")]
    assert re.findall(r"#(\d+)", shown) == [str(row) for row in rows]
    assert "What spoke for" not in read_page(render(plain)).text


def test_answering_less_is_shown_with_the_files_threshold():
    page = read_page(render(report(n=400, wrong=50)))
    assert "Right more often by answering less" in page.text
    assert "Rings mark what its own threshold does: " in page.text
    assert "of the validation pictures are answered, " in page.text
    assert "of the test pictures are answered, " in page.text
    (chart,) = [one for one in page.all("svg") if "share of pictures" in one["aria-label"]]
    assert "test, all answered: 87.5% right." in chart["aria-label"]
    assert "At the file's threshold, " in chart["aria-label"]
    marks = [one for one in page.all("circle") if one.get("class") == "mark"]
    assert len(marks) == 2


def test_without_a_threshold_nothing_is_marked():
    shown = report(n=400)
    page = read_page(render(replace(shown, facts=replace(shown.facts, threshold=None))))
    assert "Rings mark" not in page.text
    assert not [one for one in page.all("circle") if one.get("class") == "mark"]


@pytest.mark.parametrize(
    ("held_out", "told"),
    [(HeldOut(99, (0.0,) * 10), True), (HeldOut(98, (0.0,) * 9), False), (None, False)],
)
def test_prediction_sets_are_told_where_there_are_enough_pictures_for_them(held_out, told):
    shown = report(names(4))
    text = read_page(render(replace(shown, facts=replace(shown.facts, held_out=held_out)))).text
    assert ("99% sets hold the true class in 100% of cases (95% interval " in text) is told
    assert ("with 4.00 classes in a set on average; on validation pictures" in text) is told


def test_one_error_is_one_error():
    text = read_page(render(report(wrong=1))).text
    assert "1 error in 120 pictures" in text
    assert "class 0 was taken for class 1 1 time (8.3% of its pictures)" in text


def test_no_errors_are_said_and_not_divided_by():
    text = read_page(render(report(wrong=0))).text
    assert "none at all" in text
    assert "It made no mistake on the test pictures." in text


def test_without_validation_no_validation_line_is_drawn():
    assert (
        "this recipe keeps no validation pictures" in read_page(render(CASES["no validation"])).text
    )
    assert 'class="line validation"' not in render(CASES["no validation"])
    assert 'class="line validation"' in render(CASES["all splits"])


def test_gap_needs_training_pictures():
    assert "better than new ones" in read_page(render(CASES["all splits"])).text
    assert "new ones" not in read_page(render(CASES["test only"])).text


def test_grids_hold_64_and_15_pictures():
    page = read_page(render(report(wrong=0, train=False, validation=False)))
    assert len(page.all("img")) == 64 + 15
    assert page.text.count("64 pictures as “label, prediction”") == 1


def test_confusion_matrix_too_wide_to_read_is_left_out():
    wide = read_page(render(CASES["three hundred classes"]))
    assert "A confusion matrix of 300 classes is too wide to read" in wide.text
    assert not [one for one in wide.all("table") if one["class"] == "tf-confusion"]
    narrow = read_page(render(CASES["two classes"]))
    assert len([one for one in narrow.all("table") if one["class"] == "tf-confusion"]) == 1


def test_names_are_shown_as_text_and_never_as_markup():
    html = render(CASES["hostile names"])
    assert HOSTILE not in html
    assert HOSTILE in read_page(html).text


def test_title_and_settings_are_escaped_too():
    hostile = replace(report(), title=HOSTILE, recipe={HOSTILE: HOSTILE})
    assert HOSTILE not in render(hostile)


def test_same_report_is_the_same_file():
    assert render(report()) == render(report())


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (replace(report(), splits={}), r"Got the splits \[\] and 3 epochs\. Train to the end"),
        (replace(report(), history=()), r"\['test', 'train', 'validation'\] and no epochs"),
    ],
)
def test_unfinished_runs_are_refused(broken, text):
    with pytest.raises(UsageError, match=text):
        render(broken)


def test_settings_are_flattened_to_dotted_names():
    assert flatten({"a": {"b": 1, "c": {"d": "x"}}, "e": [1, None], "f": None, "g": True}) == [
        ("a.b", "1"),
        ("a.c.d", "x"),
        ("e", "[1, null]"),
        ("f", "none"),
        ("g", "true"),
    ]


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.95, "too sure of itself"), (0.55, "too modest"), (0.75, "taken at its word")],
)
def test_sureness_is_judged_only_beyond_chance(confidence, words):
    labels = np.zeros(400, dtype=np.int64)
    logits = np.zeros((400, 2), dtype=np.float32)
    logits[:300, 0] = logits[300:, 1] = np.log(confidence / (1 - confidence))
    scores = score(labels, logits, classes=("a", "b"), dataset="toy", split="test")
    images = np.zeros((400, 8, 8), dtype=np.uint8)
    shown = replace(
        report(),
        classes=("a", "b"),
        splits={"test": EvaluatedSplit(images, labels, logits, scores)},
    )
    assert words in read_page(render(shown)).text
