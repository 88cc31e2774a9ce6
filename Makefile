# The same words for people and for CI. Everything lives in .venv; nothing is installed elsewhere.
PYTHON ?= python3
BIN := .venv/bin
PIP := pip install --quiet --disable-pip-version-check -c constraints.txt

# Package lists may be old: where a package is not found, they are filled anew.
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq install -y
install = { $(APT) $(1) >/dev/null || { apt-get -qq update; $(APT) $(1) >/dev/null; }; }

.PHONY: setup demo serve test check backends bench bench-corrupted bench-real bench-read bench-serve
.PHONY: models notebooks clean

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/$(PIP) -e '.[train,serve,pdf,heic,dev]'
	@touch $@

# Data packages of the system can only be had where its package lists are filled.
.PHONY: lists
lists:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    && ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then \
	    echo 'Filling the empty package lists (apt-get update)'; apt-get -qq update || true; fi

# The main job on real input: train on MNIST, then read digits drawn for this repository.
demo: setup lists
	$(BIN)/tenfold data fetch mnist
	$(BIN)/tenfold data fetch fashion-mnist
	$(BIN)/tenfold train digits-cnn
	$(BIN)/tenfold predict examples/digits --model digits-cnn
	@echo "Look at the report: $$(ls -td runs/digits-cnn-seed0*/ | head -n 1)report.html"

# The page in a browser, at the address it prints.
serve: setup
	$(BIN)/tenfold serve

# A real browser and a real database, for the tests of the server. Where it cannot install them, the
# tests say what to install.
.PHONY: programs
programs: lists
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    command -v chromium >/dev/null || $(call install,chromium); \
	    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(call install,postgresql); fi

test: setup lists programs
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# One recipe of each kind on TensorFlow and on JAX: the same accuracy?
backends: setup lists .venv-jax/.ready
	$(BIN)/python -m benchmarks.backends $(BIN)/python .venv-jax/bin/python

.venv-jax/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-jax
	.venv-jax/bin/$(PIP) -e '.[jax]'
	@touch $@

# tenfold beside Keras on TensorFlow, Keras on JAX and PyTorch, each in an environment of its own.
# Hours on two cores, and worth nothing while anything else runs: see tenfold bench --help.
bench: setup lists .venv-jax/.ready .venv-torch/.ready
	$(BIN)/tenfold bench --rival keras-jax=.venv-jax/bin/python \
	    --rival torch=.venv-torch/bin/python --write docs

# Without an index of CPU builds (PIP_EXTRA_INDEX_URL), pip may choose one with CUDA: several GB.
.venv-torch/.ready: constraints.txt
	$(PYTHON) -m venv .venv-torch
	.venv-torch/bin/$(PIP) torch==2.13.0 numpy
	@touch $@

# The models that come with tenfold, trained anew; then their cards' figures (tests compare the two).
# A new `numbers` has learned from signs itself, and needs no companion.
models: setup lists
	rm -rf build/models
	$(BIN)/tenfold train digits --out build/models/digits
	$(BIN)/tenfold train fashion-best --out build/models/fashion
	$(BIN)/tenfold train numbers --out build/models/numbers
	for model in digits fashion numbers; do \
	    cp build/models/$$model/model.onnx src/tenfold/artefact/shipped/$$model.onnx; done
	rm -rf src/tenfold/artefact/shipped/companions

# Models on real pictures that none of them learnt from: make bench-real PICTURES=FOLDER MODEL=NAME
bench-real: setup lists .venv-published/.ready
	$(BIN)/python -m benchmarks.real --published .venv-published/bin/python \
	    $(if $(PICTURES),--pictures '$(PICTURES)') $(if $(MODEL),--model '$(MODEL)')

# Models on MNIST's test split under the 15 corruptions of MNIST-C: make bench-corrupted MODEL=NAME
bench-corrupted: setup lists
	$(BIN)/python -m benchmarks.corruptions \
	    $(if $(MODEL),--model '$(MODEL)' --model digits-cnn)

# What the model does with pictures of something else: make bench-refusals PICTURES=FOLDER MODEL=NAME
bench-refusals: setup lists .venv-published/.ready
	$(BIN)/python -m benchmarks.refusals \
	    --photos "$$(ls -d .venv-published/lib/python*/site-packages/sklearn/datasets/images)" \
	    $(if $(PICTURES),--pictures '$(PICTURES)') $(if $(MODEL),--model '$(MODEL)')

# Readers of others beside tenfold's: make bench-read PICTURES=FOLDER (with a labels.csv)
bench-read: setup lists .venv-ocr/.ready
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    command -v tesseract >/dev/null || $(call install,tesseract-ocr); fi
	$(BIN)/python -m benchmarks.reading --rapidocr .venv-ocr/bin/python \
	    $(if $(PICTURES),--pictures '$(PICTURES)') $(if $(MODEL),--model '$(MODEL)')

.venv-ocr/.ready: constraints.txt
	$(PYTHON) -m venv .venv-ocr
	.venv-ocr/bin/$(PIP) rapidocr==3.10.0 onnxruntime
	@touch $@

# The server under load, beside the plain way: a FastAPI route that calls Keras' model.predict.
bench-serve: setup lists
	$(BIN)/python -m benchmarks.serving

# Packages of others that ship weights, for benchmarks/real only: nothing of theirs is imported here.
.venv-published/.ready: constraints.txt
	$(PYTHON) -m venv .venv-published
	.venv-published/bin/$(PIP) digit-recognizer-py==0.1.0 ccexam==1.0.0 \
	    torch==2.13.0 torchvision==0.28.0 scikit-learn==1.8.0
	@touch $@

notebooks: setup
	$(BIN)/python docs/build_notebooks.py notebooks

clean:
	rm -rf .venv .venv-jax .venv-torch .venv-published .venv-ocr .pytest_cache .mypy_cache .ruff_cache .hypothesis
