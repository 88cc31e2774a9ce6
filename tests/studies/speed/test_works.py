import pytest

from tenfold.errors import RecipeError, UsageError
from tenfold.studies.speed.works import WORKS, Options, cases
from tenfold.training import recipe as recipes


def test_all_works_are_measured_where_none_is_named():
    assert list(dict.fromkeys(case.work for case in cases([], Options()))) == list(WORKS)


def test_works_come_in_the_order_of_the_table_each_once():
    chosen = cases(["cold", "latency", "cold"], Options())
    assert list(dict.fromkeys(case.work for case in chosen)) == ["latency", "cold"]
    assert len(chosen) == len({(case.work, case.name) for case in chosen})


def test_a_misspelt_work_names_the_nearest():
    with pytest.raises(UsageError) as caught:
        cases(["trianing"], Options())
    assert str(caught.value) == (
        "Work 'trianing' does not exist. Did you mean 'training'? "
        "Known: training, latency, throughput, files, cold, scaling."
    )


def test_a_misspelt_recipe_names_the_nearest():
    with pytest.raises(RecipeError, match="Recipe 'digits-cn' does not exist. Did you mean"):
        cases(["training"], Options(recipes=("digits-cn",)))


def test_a_recipe_that_reads_lines_is_refused():
    with pytest.raises(UsageError) as caught:
        cases(["training"], Options(recipes=("numbers",)))
    assert str(caught.value) == (
        "Recipe 'numbers' learns to read lines, which no other side here does. Name a classifier's "
        "recipe (tenfold recipes lists them), or measure reading with "
        "python -m benchmarks.reading."
    )


def test_training_stops_at_the_cap_and_recipes_that_become_the_same_are_one_row():
    chosen = cases(["training"], Options(epochs=4))
    (both,) = [case for case in chosen if case.name == "fashion-mlp, 4 epochs"]
    assert both.also == ("fashion-mlp-100",)
    assert both.settings["also"] == ["fashion-mlp-100"]
    assert {case.recipe.epochs for case in chosen} == {4}


def test_without_a_cap_every_recipe_has_its_own_length():
    chosen = cases(["training"], Options(epochs=None))
    lengths = {
        name: case.recipe.epochs for case in chosen for name in (case.recipe.name, *case.also)
    }
    classifiers = [name for name in recipes.names() if name != "numbers"]
    assert lengths == {name: recipes.load(name).epochs for name in classifiers}


def test_a_quick_run_is_one_round_of_two_epochs_with_pictures_left_to_train_on():
    options = Options(recipes=("ocr-mlp-64",), quick=True, repeats=5)
    (case,) = cases(["training"], options)
    assert options.rounds == 1
    assert case.recipe.epochs == 2
    assert options.most_pictures is not None
    assert 0 < case.recipe.validation.pictures < options.most_pictures[0]


def test_only_sides_that_can_read_picture_files_read_them():
    assert all("torch" not in case.families for case in cases(["files"], Options()))


def test_growing_works_are_tenfolds_alone_and_say_how_much():
    chosen = cases(["scaling"], Options())
    assert {case.families for case in chosen} == {("tenfold",)}
    amounts = [case.amount for case in chosen]
    assert amounts == [5, 10, 20, 40, 60, 1000, 10_000, 100_000, 1_000_000]
    assert [case.recipe.epochs for case in chosen if case.kind == "training"] == amounts[:5]
