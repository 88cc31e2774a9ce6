"""tenfold recipes."""

import json

from tenfold.training import recipe


def test_recipes_lists_every_recipe(tenfold):
    done = tenfold("recipes")
    assert all(name in done.stdout for name in recipe.names())
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_recipes_as_json_is_one_object_a_line(tenfold):
    found = [json.loads(line) for line in tenfold("recipes", "--json").stdout.splitlines()]
    assert [one["name"] for one in found] == recipe.names()
    assert all(one["title"] and one["data"] and one["epochs"] for one in found)


def test_show_has_settings_layers_and_where_it_comes_from(tenfold):
    text = tenfold("recipes", "show", "digits-cnn").stdout
    assert "From S4, Digit Recognition with TensorFlow and Keras" in text
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert rows["conv_1"].split()[-4:] == ["(26,", "26,", "28)", "280"]
    assert rows["all"].endswith("607,394")
    assert rows["batch_size"].split() == ["batch_size", "32"]
    assert text.endswith("Train it: tenfold train digits-cnn\n")


def test_show_with_other_settings_shows_those(tenfold):
    words = ("recipes", "show", "digits-mlp-256", "--set", "layers.2.units=512")
    shown = json.loads(tenfold(*words, "--json").stdout)
    assert shown["layer_table"][2]["parameters"] == 784 * 512 + 512
    assert shown["parameters"] == sum(row["parameters"] for row in shown["layer_table"])
    assert "tenfold train digits-mlp-256 --set=layers.2.units=512" in tenfold(*words).stdout


def test_a_file_of_ones_own_works_and_its_data_say_how_many_classes(tenfold, tmp_path, drawn_npz):
    own = recipe.load("fashion-mlp").model_copy(update={"name": "own", "data": str(drawn_npz)})
    layers = ", ".join(
        "{ " + ", ".join(f"{k} = {json.dumps(v)}" for k, v in layer.items()) + " }"
        for layer in own.model_dump(exclude_none=True)["layers"]
    )
    (tmp_path / "own.toml").write_text(
        f"name = 'own'\ntitle = 'Mine'\ndata = {json.dumps(own.data)}\nfrom_logits = false\n"
        f"batch_size = 8\nepochs = 1\nlayers = [{layers}]\n"
    )
    assert json.loads(tenfold("recipes", "show", "own.toml", "--json").stdout)["layer_table"][-1][
        "output_shape"
    ] == [3]


def test_an_unknown_recipe_names_the_nearest(tenfold):
    done = tenfold("recipes", "show", "digits-cn")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: Recipe 'digits-cn' does not exist. Did you mean 'digits-cnn'? See: \n"
        "tenfold recipes\n"
    )


def test_a_network_that_does_not_fit_is_explained_before_training(tenfold):
    done = tenfold("recipes", "show", "fashion-mlp", "--set", "layers.3.units=5")
    assert done.exit_code == 2
    assert "The network must end in 10 outputs, one for each class. Got 5" in done.stderr
