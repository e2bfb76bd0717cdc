# Celda. `make serve` and `make test` do all their own set-up on a machine with Python 3.11+ and make.

HOST ?= 127.0.0.1
PORT ?= 8000
# BROWSER=none opens nothing; anything else lets Python's webbrowser choose (and read BROWSER itself).
OPEN := $(if $(filter none,$(BROWSER)),--no-open,--open)

# The first Python that is new enough; else python3, so that tools/environment.py can say what is missing.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
PY := .venv/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OPENBLAS_NUM_THREADS ?= 1

# Tests on all cores (at most four, each with its own browser); a core that is done takes from another.
SHARED := --numprocesses auto --maxprocesses 4 --dist worksteal

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help serve test check lint unit js bench golden snapshots train size lock vendor run-env dev-env clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run-env:
	@$(PYTHON) tools/environment.py requirements.lock

dev-env:
	@$(PYTHON) tools/environment.py requirements-dev.lock

serve: run-env  ## serve the site and open it (HOST, PORT, BROWSER=none)
	@exec $(PY) -m app.cli serve --host "$(HOST)" --port "$(PORT)" $(OPEN)

test: lint js  ## all set-up and every test, browsers included
	@chromium=$$($(PY) tools/chromium.py) && CHROMIUM="$$chromium" $(PY) -m pytest -q $(SHARED)

check: lint js unit  ## format, lint, types, unit tests, JavaScript: what to run before handing in

lint: dev-env
	@$(PY) -m ruff format --check --quiet --output-format concise . || { echo "Run: $(PY) -m ruff format ."; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy

unit: dev-env
	@$(PY) -m pytest -q $(SHARED) --ignore=tests/e2e --ignore=tests/web/test_wheel.py

js: dev-env
	@node=$$($(PY) tools/node.py) && tests=$$(find tests/js -name '*.test.js' | sort) \
		&& "$$node" --test $${tests:?no JavaScript tests in tests/js}

bench: dev-env  ## time of a step, forward and backward, of every cell; of a training step, of a what-if answer; weight and frames of the lab
	@$(PY) -m tests.bench.steps
	@$(PY) -m tests.bench.training
	@$(PY) -m tests.bench.what_if
	@chromium=$$($(PY) tools/chromium.py) && CHROMIUM="$$chromium" $(PY) -m tests.bench.page_weight \
		&& CHROMIUM="$$chromium" $(PY) -m tests.bench.frames

golden:  ## remake the golden vectors with PyTorch and ONNX (in an environment of its own)
	@$(PYTHON) tools/environment.py tests/golden/requirements.txt .venv-golden
	@for by in torch torch_attention torch_normalised onnx; do .venv-golden/bin/python -m tests.golden.make_$$by || exit 1; done
	@git status --short tests/golden

snapshots: dev-env  ## rewrite the snapshots; look at each before accepting it
	@UPDATE_SNAPSHOTS=1 $(PY) -m pytest -q -m snapshot
	@git status --short tests/snapshots

train: dev-env  ## remake shipped models: make train NAME=neuronal-lstm (or all)
	@$(PY) -m app.learning.train $(or $(NAME),all)
	@git status --short app/models

size: dev-env  ## lines by folder, and the engine against its budget
	@$(PY) tools/size.py

lock:  ## resolve the pins of pyproject.toml again
	@$(PYTHON) tools/lock.py

vendor: dev-env  ## remake static/vendor from its published packages (needs npm)
	@$(PY) tools/vendor.py

clean:  ## remove environments and caches
	rm -rf .venv .venv-* dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
