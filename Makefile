# Everything a fresh machine needs is Python 3.11-3.13, make and a package index.
# `make run` fills the warehouse; the other targets are listed by `make help`.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV_PIN := $(VENV)/uv.lock
# sqruff lets dbt compile each model, which needs a build file's name but no build file.
SQRUFF := FISCAL_BUILD_FILE=:memory: DBT_TARGET_PATH=$(CURDIR)/.fiscal/lint

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup ocr spark run serve report bi docs test test-spark bench lint lint-python lint-models format lock clean
.DELETE_ON_ERROR:

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

setup: $(STAMP)  ## Make .venv with the pinned packages

ocr: $(STAMP)  ## Add what reads scans (280 MB)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements-ocr.lock || \
		$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-ocr.lock

spark: $(STAMP)  ## Add Apache Spark (460 MB); it needs Java 17 or later
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements-spark.lock || \
		$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-spark.lock

run: $(STAMP)  ## Read raw/, build, audit and publish the warehouse
	@$(BIN)/fiscal refresh

serve: $(STAMP)  ## Dagster's pages on http://127.0.0.1:3000, with the nightly schedule
	@$(BIN)/fiscal serve

report: $(STAMP)  ## Write the findings as pages with pictures
	@$(BIN)/fiscal report

bi: $(STAMP) .venv-bi/.installed  ## Dashboards on http://127.0.0.1:8088: Superset over the published file
	@$(BIN)/python -m bi

docs: $(STAMP)  ## Write the data dictionary, and dbt's pages of the models in .fiscal/docs
	@$(BIN)/python -m tools.docs.dictionary
	@mkdir -p .fiscal/build
	@FISCAL_BUILD_FILE=$${FISCAL_HOME:-$(CURDIR)/.fiscal}/build/fiscal.duckdb $(BIN)/fiscal-dbt --quiet docs generate \
		--static --project-dir dbt --profiles-dir dbt --target-path $(CURDIR)/.fiscal/docs --log-path $(CURDIR)/.fiscal/docs
	@echo "docs/data-dictionary.md and .fiscal/docs/static_index.html"

test: $(STAMP)  ## Run all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-spark: spark  ## Run the tests of Spark: local, and a cluster of processes
	@$(BIN)/python -c 'import sys; from dagster_project.spark.session import missing; sys.exit(missing())'
	@$(BIN)/python -m pytest tests/spark

bench: $(STAMP)  ## Compare with other readers of tables, installed apart in .venv-bench: benchmarks/RESULTS.md
	@test -x .venv-bench/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python .venv-bench
	@$(BIN)/uv pip sync --quiet --python .venv-bench/bin/python --require-hashes benchmarks/others.lock
	@# Two readers ask for OpenCV in two packages with one folder: the larger one, written last, serves both.
	@$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes --requirement benchmarks/others.lock \
		--reinstall-package opencv-contrib-python
	@$(BIN)/python -m benchmarks.compare

lint: $(STAMP)  ## Check format, types, imports and SQL
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint-models lint-python

lint-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Beside each other: what is said of SQL and of Python.
lint-models:
	$(SQRUFF) $(BIN)/python -m tools.checks.sql lint dbt/models dbt/macros dbt/tests

format: $(STAMP)  ## Let ruff and sqruff repair what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(SQRUFF) $(BIN)/python -m tools.checks.sql fix dbt/models dbt/macros dbt/tests

lock: $(STAMP)  ## Pin every dependency again, with hashes and without addresses
	$(BIN)/uv pip compile --quiet --generate-hashes --extra dev --python-version 3.11 --universal \
		--no-strip-extras --no-emit-index-url --no-header pyproject.toml --output-file requirements.lock
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ocr"], sep="\n")' \
		| $(BIN)/uv pip compile --quiet --generate-hashes --constraint requirements.lock --python-version 3.11 --universal \
		--no-strip-extras --no-emit-index-url --no-header - --output-file requirements-ocr.lock
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")' \
		| $(BIN)/uv pip compile --quiet --generate-hashes --constraint requirements.lock --python-version 3.11 --universal \
		--no-strip-extras --no-emit-index-url --no-header - --output-file requirements-spark.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --universal \
		--no-strip-extras --no-emit-index-url --no-header bi/requirements.in --output-file bi/requirements.lock

clean:  ## Remove the build file, logs and caches; the published warehouse stays
	rm -rf .fiscal .mypy_cache .ruff_cache .pytest_cache .hypothesis dbt/target dbt/logs logs

# The stamp is written last: an installation that was interrupted starts over.
# The build backend is in the lock too, hence no isolated (and unpinned) build environment.
$(STAMP): requirements.lock pyproject.toml
	@python=$$(for name in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
			&& echo "$$name" && break; done); \
	if [ -z "$$python" ]; then \
		echo "Python 3.11, 3.12 or 3.13 is needed; name it with: make PYTHON=/path/to/python run" >&2; exit 1; fi; \
	echo "Setting up $(VENV) (once; about a minute)"; \
	test -x $(BIN)/python || "$$python" -m venv $(VENV)
	@awk '/^[a-z]/ {pinned = /^uv==/} pinned' requirements.lock > $(UV_PIN)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --require-hashes --requirement $(UV_PIN)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirement requirements.lock || { \
		echo "Trying again with pip, which knows this machine's index and certificates (slower)"; \
		$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock; }
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q dagster_project
	@touch $(STAMP)

# Superset asks for versions of its own, and runs on Python 3.11 and 3.12.
.venv-bi/.installed: bi/requirements.lock | $(STAMP)
	@echo "Setting up Superset in .venv-bi (once; 700 MB)"
	@test -x .venv-bi/bin/python || UV_PYTHON_DOWNLOADS=never $(BIN)/uv venv --quiet --python '>=3.11,<3.13' .venv-bi || { \
		echo "Superset needs Python 3.11 or 3.12, beside the one of .venv" >&2; exit 1; }
	@$(BIN)/uv pip sync --quiet --python .venv-bi/bin/python --require-hashes bi/requirements.lock
	@touch $@
