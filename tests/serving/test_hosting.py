"""Models, and what happens when their files change."""

import asyncio
import logging
import os

import numpy as np
import pytest
from serving.servers import DIGITS, FASHION, asked, copied, digits, listening

from tenfold.artefact import shipped
from tenfold.errors import ModelFileError, UsageError
from tenfold.inference.classifier import load
from tenfold.serving.app import create_app
from tenfold.serving.hosting import Models, places
from tenfold.serving.metrics import Metrics
from tenfold.serving.problems import RequestError
from tenfold.serving.settings import Settings

OLD, NEW = load(DIGITS).id.hash, load(FASHION).id.hash


@pytest.fixture
def file(tmp_path):
    return copied(DIGITS, tmp_path / "model.onnx")


def served(file):
    return Models({"mine": file}, Settings(), Metrics())


def test_the_shipped_models_are_served_where_none_is_named():
    found = places(())
    assert next(iter(found)) == shipped.DEFAULT
    assert found["digits"] == DIGITS


def test_a_model_is_called_as_its_file_says_or_as_it_is_told(file):
    assert places(["fashion", str(file)]) == {"fashion": FASHION, "digits": file}
    assert places([f"mine={file}", "other=digits"]) == {"mine": file, "other": DIGITS}


def test_two_models_of_one_name_are_refused(file):
    with pytest.raises(UsageError, match=f"would be called 'digits'.*other={file}"):
        places(["digits", str(file)])


@pytest.mark.parametrize("name", ["a b", "é", "../x", "", "-x", "x" * 101])
def test_a_name_must_fit_an_address(file, name):
    with pytest.raises(UsageError, match="must be letters, digits, '.', '_' and '-'"):
        places([f"{name}={file}"])


def test_a_model_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="Did you mean 'digits'"):
        places(["digts"])
    with pytest.raises(ModelFileError, match=r"mine\.onnx does not exist"):
        Models({"mine": tmp_path / "mine.onnx"}, Settings(), Metrics())


def test_an_unknown_name_is_404(file):
    with pytest.raises(RequestError, match="No model is called 'min' here. Did you mean 'mine'?"):
        served(file).get("min")


def test_a_changed_file_takes_over(file, caplog):
    async def main():
        models = served(file)
        before = models.get()
        copied(FASHION, file)
        await models.refresh()
        return before, models.get()

    with caplog.at_level(logging.WARNING, "tenfold.serving"):
        before, after = asyncio.run(main())
    assert (before.version, before.classifier.id.hash) == (1, OLD)
    assert (after.version, after.classifier.id.hash) == (2, NEW)
    assert f"Model mine was loaded anew: {NEW} in place of {OLD}." in caplog.text


@pytest.mark.parametrize("what", ["broken", "half", "gone", "a folder"])
def test_a_broken_file_leaves_the_old_model_and_says_so(file, caplog, what):
    async def main():
        models = served(file)
        if what == "broken":
            file.write_bytes(b"nonsense")
        elif what == "half":
            file.write_bytes(FASHION.read_bytes()[:500_000])
        else:
            file.unlink()
            if what == "a folder":
                file.mkdir()
        await models.refresh()
        await models.refresh()
        return models.get().classifier

    with caplog.at_level(logging.WARNING, "tenfold.serving"):
        classifier = asyncio.run(main())
    assert classifier.id.hash == OLD
    assert classifier.logits(digits(1)).shape == (1, 10)
    (record,) = caplog.records
    assert "is refused, and" in record.getMessage()


def test_a_file_that_came_back_whole_takes_over(file):
    async def main():
        models = served(file)
        file.write_bytes(b"nonsense")
        await models.refresh()
        copied(FASHION, file)
        await models.refresh()
        return models.get().classifier.id.hash

    assert asyncio.run(main()) == NEW


def test_a_touched_file_is_the_same_model(file, caplog):
    async def main():
        models = served(file)
        os.utime(file, (1, 1))
        await models.refresh()
        return models.get().version

    assert asyncio.run(main()) == 1
    assert not caplog.records


def test_a_request_keeps_the_model_that_it_began_with(file):
    async def main():
        models = served(file)
        loaded = models.get()
        asked = asyncio.create_task(loaded.batches.logits(digits(2)))
        await asyncio.sleep(0)
        copied(FASHION, file)
        await models.refresh()
        found = await asked
        await models.close()
        return found

    np.testing.assert_array_equal(asyncio.run(main()), load(DIGITS).logits(digits(2)))


def test_no_request_is_dropped_while_files_change(file):
    import httpx2 as httpx

    settings = Settings(reload_seconds=0.05)
    body = {"instances": digits(1).tolist()}
    seen, failed = set(), []

    async def keep_asking(http, stop):
        while not stop.is_set():
            answer = await http.post("/v1/models/mine:predict", json=body)
            if answer.status_code != 200:
                failed.append(answer.text)
            seen.add(answer.json()["model"]["hash"])

    async def main(address):
        stop = asyncio.Event()
        async with httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as http:
            asking = [asyncio.create_task(keep_asking(http, stop)) for _ in range(4)]
            for source, expected in ((FASHION, NEW), (DIGITS, OLD), (FASHION, NEW)):
                seen.clear()
                fresh = copied(source, file.with_suffix(".new"))
                os.replace(fresh, file)
                while expected not in seen:
                    await asyncio.sleep(0.02)
            stop.set()
            await asyncio.gather(*asking)

    with listening(create_app(settings, models={"mine": file})) as address:
        asyncio.run(asyncio.wait_for(main(address), 60))
    assert failed == []


def test_v2_and_models_tell_of_the_new_one(file):
    with asked(models={"mine": file}, reload_seconds=0.02) as http:
        assert http.get("/models").json()["models"][0]["hash"] == OLD
        copied(FASHION, file)
        while http.get("/models").json()["models"][0]["hash"] == OLD:
            pass
        assert http.get("/v2/models/mine").json()["versions"] == [NEW]
        (version,) = http.get("/v1/models/mine").json()["model_version_status"]
        assert version["version"] == "2"
