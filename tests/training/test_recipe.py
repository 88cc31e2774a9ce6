import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import RecipeError
from tenfold.training import recipe as recipes


def test_the_recipes_of_the_tutorials_and_tenfolds_own_are_there():
    assert recipes.names() == [
        "digits",
        "digits-best",
        "digits-cnn",
        "digits-fast",
        "digits-mlp-256",
        "digits-tiny",
        "fashion-best",
        "fashion-mlp",
        "fashion-mlp-100",
        "fashion-mlp-512-stop",
        "numbers",
        "ocr-mlp-128",
        "ocr-mlp-64",
    ]


@pytest.mark.parametrize("name", recipes.names())
def test_a_recipe_says_what_it_is_and_survives_json(name):
    recipe = recipes.load(name)
    assert recipe.name == name
    assert recipe.title
    assert recipe.about
    assert recipe.source
    assert recipes.parse(recipe.model_dump(mode="json", exclude_none=True)) == recipe


def test_a_persons_own_file_works_as_well_as_a_name(tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text(
        'name = "mine"\ntitle = "Mine"\ndata = "mnist"\nfrom_logits = true\nbatch_size = 64\n'
        'epochs = 2\nlayers = [{ kind = "flatten" }, { kind = "dense", units = "classes" }]\n'
    )
    assert recipes.load(own).batch_size == 64


def test_settings_reach_into_lists_and_tables():
    recipe = recipes.plan(
        "fashion-mlp",
        {"epochs": 3, "layers.2.units": 512, "layers.-1.units": 7, "optimizer.learning_rate": 0.01},
    )
    assert (recipe.epochs, recipe.layers[2].units, recipe.layers[3].units) == (3, 512, 7)
    assert recipe.optimizer.learning_rate == 0.01


def test_stopping_rules_add_to_those_of_the_recipe():
    recipe = recipes.plan("fashion-mlp-512-stop", {}, ["loss<0.4"])
    assert [str(rule) for rule in recipe.stop] == ["accuracy > 0.9", "loss < 0.4"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epocs": 3}, "Recipe 'fashion-mlp': setting 'epocs' does not exist. "
         "Did you mean 'epochs'?"),
        ({"layers.2.unts": 3}, "Recipe 'fashion-mlp': setting 'layers.2.unts' does not exist. "
         "Did you mean 'units'?"),
        ({"optimizer.lerning_rate": 3}, "Recipe 'fashion-mlp': setting 'optimizer.lerning_rate' "
         "does not exist. Did you mean 'learning_rate'?"),
        ({"picture": {"bax": 3}}, "Recipe 'fashion-mlp': setting 'picture.bax' does not exist. "
         "Did you mean 'box'?"),
        ({"layers.2.kind": "dens"}, "Recipe 'fashion-mlp': layers.2 has the kind 'dens', which "
         "does not exist. Did you mean 'dense'? Known: rescale, reshape, flatten, dense, conv, "
         "residual, max_pool, global_pool, steps, dropout."),
        ({"layers.1": {"kind": "reshape", "shape": [-28, -28]}}, "Recipe 'fashion-mlp': "
         "layers.1.shape.0: Input should be greater than or equal to 1. Got -28."),
        ({"layers.9.units": 3}, "Setting 'layers.9.units': '9' must be a row from 0 to 3 (or -1 "
         "for the last). See: tenfold recipes show"),
        ({"epochs.x": 3}, "Setting 'epochs.x' leads into a plain value, not into a table."),
        ({"batch_size": 0}, "Recipe 'fashion-mlp': batch_size: Input should be greater than or "
         "equal to 1. Got 0."),
        ({"optimizer.momentum": 0.5}, "Recipe 'fashion-mlp': optimizer: momentum belongs to "
         "'muon', 'sgd' and 'rmsprop', not to 'adam'."),
        ({"optimizer.others": 0.5}, "Recipe 'fashion-mlp': optimizer: others belongs to 'muon', "
         "not to 'adam'."),
        ({"optimizer.warmup": 0.1}, "Recipe 'fashion-mlp': optimizer: warmup belongs to schedule "
         "= 'linear', and there is none."),
        ({"augment": {"rotat": 3}}, "Recipe 'fashion-mlp': setting 'augment.rotat' does not "
         "exist. Did you mean 'rotate'?"),
        ({"augment": {"damage": {"specs": 1}}}, "Recipe 'fashion-mlp': setting "
         "'augment.damage.specs' does not exist. Did you mean 'specks'?"),
        ({"augment": {"rotate": -1}}, "Recipe 'fashion-mlp': augment.rotate: Input should be "
         "greater than or equal to 0. Got -1."),
        ({"stop": [{"metric": "loss", "above": 1, "below": 0}]}, "Recipe 'fashion-mlp': stop.0: "
         "a stopping rule needs exactly one of above, below and patience."),
        ({"stop": [{"metric": "val_loss", "patience": 2}]}, "Recipe 'fashion-mlp': the stopping "
         "rule on val_loss needs validation pictures, and this recipe keeps none. Say "
         "validation.pictures = 10000, for example."),
    ],
)  # fmt: skip
def test_wrong_settings_are_explained(change, message):
    with pytest.raises(RecipeError) as error:
        recipes.plan("fashion-mlp", change)
    assert str(error.value) == message


def test_softmax_fed_to_a_logits_loss_is_explained():
    with pytest.raises(RecipeError) as error:
        recipes.plan("fashion-mlp", {"from_logits": True})
    assert str(error.value) == (
        "Recipe 'fashion-mlp': the last layer already ends in softmax, but from_logits = true "
        "tells the loss to apply softmax again: it would learn slowly and its probabilities would "
        "be wrong. Say from_logits = false, or end the last layer in 'linear'."
    )


def test_logits_fed_to_a_probability_loss_are_explained():
    with pytest.raises(RecipeError) as error:
        recipes.plan("digits-mlp-256", {"from_logits": False})
    assert str(error.value) == (
        "Recipe 'digits-mlp-256': from_logits = false tells the loss to expect probabilities, but "
        "the last layer gives logits (any numbers): the loss would take the logarithm of negative "
        "numbers. Say from_logits = true, or end the last layer in 'softmax'."
    )


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(RecipeError) as error:
        recipes.load("digits-cn")
    assert str(error.value) == (
        "Recipe 'digits-cn' does not exist. Did you mean 'digits-cnn'? See: tenfold recipes"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"epochs = ", "Recipe file {path} is not valid TOML: "),
        (b"\xff\xfe", "Recipe file {path} must be UTF-8 text of at most 1 MB."),
        (b"#" * 1_000_001, "Recipe file {path} must be UTF-8 text of at most 1 MB."),
        (b'name = "x"', "Recipe 'x': setting 'title' is missing."),
    ],
)
def test_broken_recipe_files_are_explained(tmp_path, content, message):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(RecipeError) as error:
        recipes.load(path)
    assert str(error.value).startswith(message.format(path=path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accuracy", "A stopping rule must look like 'accuracy>0.9' or 'loss<0.4'. "
         "Got 'accuracy'."),
        ("acuracy>1", "A stopping rule must look like 'accuracy>0.9' or 'loss<0.4'. Got the metric "
         "'acuracy'. Did you mean 'accuracy'? Known: loss, accuracy, val_loss, val_accuracy."),
        ("loss<1e", "A stopping rule must look like 'accuracy>0.9' or 'loss<0.4'. Got the bound "
         "'1e', which is no number."),
    ],
)  # fmt: skip
def test_wrong_stopping_rules_are_explained(text, message):
    with pytest.raises(RecipeError) as error:
        recipes.parse_stop(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("epochs=3", ("epochs", 3)),
        ("optimizer.kind=sgd", ("optimizer.kind", "sgd")),
        ("a = 1.5", ("a", 1.5)),
        ("layers.0={kind='flatten'}", ("layers.0", {"kind": "flatten"})),
    ],
)
def test_a_setting_is_read_as_toml_or_else_as_text(text, value):
    assert recipes.parse_setting(text) == value


def test_a_setting_without_a_value_is_explained():
    with pytest.raises(RecipeError, match=r"A setting must look like epochs=3\. Got 'epochs'\."):
        recipes.parse_setting("epochs")


@given(st.text(max_size=40))
@settings(derandomize=True, deadline=None)
def test_any_text_as_a_stopping_rule_is_a_rule_or_a_recipe_error(text):
    try:
        rule = recipes.parse_stop(text)
    except RecipeError:
        return
    assert rule.above is not None or rule.below is not None


@given(st.dictionaries(st.text(max_size=12), st.integers() | st.text(max_size=5), max_size=3))
@settings(derandomize=True, deadline=None)
def test_any_settings_give_a_recipe_or_a_recipe_error(changes):
    try:
        recipe = recipes.plan("fashion-mlp", changes)
    except RecipeError:
        return
    assert recipe.layers


def test_recipe_files_are_plain_toml_without_surprises():
    text = recipes.resources.files("tenfold.training").joinpath("recipes/digits-cnn.toml")
    assert tomllib.loads(text.read_text())["name"] == "digits-cnn"


def test_augmentation_is_switched_off_by_a_word():
    setting = recipes.parse_setting("augment=none")
    assert recipes.load("digits-fast").augment is not None
    assert recipes.plan("digits-fast", dict([setting])).augment is None
