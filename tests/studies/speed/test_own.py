import itertools
from pathlib import Path

import pytest

from tenfold.studies.speed import jobs, own
from tenfold.studies.speed.works import Options
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", ["digits-fast", "digits", "fashion-mlp"])
def test_the_command_line_trains_the_recipe_that_is_measured(name):
    measured = recipes.plan(jobs.plain(recipes.load(name)), {"epochs": 2})
    words = own.train_words(name, measured, None, Options(), seed=0, out=Path("out"))
    settings = [after for word, after in itertools.pairwise(words) if word == "--set"]
    assert words[:2] == ["train", name]
    assert recipes.plan(name, dict(map(recipes.parse_setting, settings))) == measured
