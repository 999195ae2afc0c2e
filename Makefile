# `make site` builds the site and the data package into dist/; `make test` runs the tests.
# Each does all of its own set-up, by `build.py setup`; the stamps in .venv/ make it do so once.

PYTHON ?= python3
BIN := .venv/bin
SETUP := $(PYTHON) build.py setup
# What Python and what Node needs is installed at the same time.
MAKEFLAGS += --jobs=2

.PHONY: site check test test-all lint bench lock clean

site:
	$(SETUP)

check: .venv/site.stamp
	$(BIN)/python build.py check

test: .venv/test.stamp node_modules/.package-lock.json .venv/browser.stamp
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long"

test-all: .venv/test.stamp node_modules/.package-lock.json .venv/browser.stamp
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/test.stamp
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && PYTHONPATH=src $(BIN)/lint-imports --no-cache

bench: .venv/bench.stamp
	$(BIN)/python tests/bench/run.py

.venv/site.stamp: requirements.txt
	$(SETUP) --only site

.venv/test.stamp: requirements-dev.txt requirements.txt
	$(SETUP) --only test

.venv/bench.stamp: requirements-bench.txt
	$(SETUP) --only bench

node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { echo "The tests need Node.js 20 or later with npm."; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

.venv/browser.stamp: tests/browser.sh | .venv/test.stamp
	sh tests/browser.sh
	touch $@

# The locks hold hashes and no addresses. Needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" -c requirements.txt -c requirements-dev.txt pyproject.toml --group bench -o requirements-bench.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf dist .dist.new .dist.old .dist.lock .dist.cache .dist.cache.new .dist.templates
