# The commands of this repository; `make help` lists them. Each does only what is not done yet.
# pip compiles nothing ahead: of the packages that are installed, most modules are never imported.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
# Tests start the command line many hundreds of times: bytecode is kept, whatever the machine's setting.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
# One Maven at a time: its local repository is not made for several.
ALONE := flock $(STAMPS)/maven
MAVEN := $(ALONE) mvn --batch-mode --no-transfer-progress --quiet -Dstyle.color=never
COMPILE := $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --extra flink --extra index --generate-hashes \
  --no-emit-index-url --no-header --no-annotate --quiet

SYSTEM := $(STAMPS)/system
REQUIREMENTS := $(VENV)/.requirements
EDITABLE := $(VENV)/.editable
LIBRARY := runtime/jvm/target/.built
CONNECTORS := runtime/jvm/connectors/target/.built
WEB := designer/web
MODULES := $(WEB)/node_modules/.installed
CLIENT := $(WEB)/src/api/schema.d.ts
INTERFACE := designer/filbert/designer/static/.built
BROKER := runtime/jvm/kafka/target/.built
ELASTICSEARCH := runtime/jvm/elasticsearch/target/.built
JARS := $(LIBRARY) $(CONNECTORS) $(BROKER)
LIBRARY_SOURCES := $(shell find runtime/jvm/src/main expressions/filbert/expressions/data -type f)
PACKAGE_SOURCES := $(shell find expressions components scenarios runtime monitoring designer \
  -path '*/filbert/*' -type f -not -name '*.pyc' -not -path '*/static/*')
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public -type f -not -name schema.d.ts) $(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/tsconfig.json
WHEEL := build/wheel/.built
TRIAL := build/trial/.requirements

.DEFAULT_GOAL := help
.PHONY: help install check check-format check-lint check-types check-imports check-web \
  test test-jvm test-fast test-slow bench soak demo demo-down package openapi requirements clean

help:  ## List these commands.
	@grep -E '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /  make \1\t/' | expand -t 24

install: $(EDITABLE) $(JARS) $(INTERFACE)  ## A virtual environment with everything pinned, the jars, the interface.

check: check-format check-lint check-types check-imports check-web test-fast  ## Format, lint, types, imports, tests that take no time.

check-format: $(EDITABLE)
	$(BIN)/ruff format --check --quiet .

check-lint: $(EDITABLE)
	$(BIN)/ruff check --quiet .

check-types: $(EDITABLE)
	$(BIN)/mypy --no-error-summary

check-imports: $(EDITABLE)
	$(BIN)/lint-imports > build/lint-imports.txt || { cat build/lint-imports.txt; exit 1; }

check-web: $(MODULES) $(CLIENT)  ## Of the interface: format, lint, types, tests.
	cd $(WEB) && npx biome check --log-level=warn . && npx tsc --noEmit && npx vitest run --reporter=verbose

test: test-jvm test-fast test-slow  ## All suites, Kafka and Flink included.

test-jvm: $(LIBRARY)
	$(MAVEN) -f runtime/jvm/pom.xml test

test-fast: install
	$(BIN)/python -m pytest -q -m "not slow" --numprocesses auto --dist worksteal

# Two at a time, each with a stack of its own: much of their time is waiting. Three stacks ask for 23 GB of memory.
test-slow: install $(ELASTICSEARCH) | test-fast
	$(BIN)/python -m pytest -q -m slow --numprocesses 2 --dist loadfile

bench: install  ## Measure; tables on the screen, JSON in build/bench.
	@mkdir -p build/bench
	$(BIN)/python tests/benchmarks/bench_expressions.py --json build/bench/expressions.json
	$(BIN)/python tests/benchmarks/bench_generate.py --json build/bench/generate.json
	$(BIN)/python tests/benchmarks/bench_sandbox.py --json build/bench/sandbox.json
	$(BIN)/python tests/benchmarks/bench_check.py
	$(BIN)/python tests/benchmarks/bench_service.py --json build/bench/service.json
	$(BIN)/python tests/benchmarks/bench_index.py --json build/bench/index.json
	$(BIN)/python tests/benchmarks/bench_web.py --json build/bench/web.json
	$(BIN)/python tests/benchmarks/bench_flink_expressions.py --json build/bench/flink_expressions.json
	$(BIN)/python tests/benchmarks/bench_flink.py --json build/bench/flink.json

soak: install  ## A suite in full size: make soak SUITE=conformance
	@[ -n "$(SUITE)" ] || { echo "Name a suite: make soak SUITE=conformance. Each test marked 'soak' belongs to one:" >&2; \
	  grep -rhoE 'mark\.soak\("[a-z-]+"\)' tests | sort -u >&2; exit 2; }
	$(BIN)/python -m pytest --full-size "$(SUITE)" --timeout 0

demo: install  ## Everything running: the stack, traffic, three scenarios, alerts as they come.
	$(BIN)/filbert demo

demo-down: $(EDITABLE)  ## End the demo.
	$(BIN)/filbert demo --down

package: $(WHEEL) $(TRIAL)  ## Build the wheel, install it into a clean environment, and try it there.
	$(ALONE) .ci/try-wheel build/wheel build/trial

openapi: $(EDITABLE)  ## Write designer/openapi.json anew.
	$(BIN)/python -m filbert.designer.write_openapi designer/openapi.json

requirements:  ## Compile requirements/ from pyproject.toml anew.
	$(COMPILE) --output-file requirements/runtime.txt > /dev/null
	$(COMPILE) --group dev --output-file requirements/dev.txt > /dev/null

clean:  ## Remove what was built; the environment stays.
	rm -rf build dist runtime/jvm/target runtime/jvm/*/target .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(SYSTEM): .ci/system-packages
	PYTHON=$(PYTHON) .ci/system-packages
	@mkdir -p $(@D) && touch $@

$(REQUIREMENTS): requirements/dev.txt | $(SYSTEM)
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@

$(EDITABLE): $(REQUIREMENTS) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(LIBRARY): runtime/jvm/pom.xml $(LIBRARY_SOURCES) | $(SYSTEM)
	$(MAVEN) -f $< -DskipTests package
	@touch $@

$(CONNECTORS): runtime/jvm/connectors/pom.xml | $(SYSTEM)
	$(MAVEN) -f $< package
	@touch $@

$(BROKER): runtime/jvm/kafka/pom.xml | $(SYSTEM)
	$(MAVEN) -f $< package
	@touch $@

$(ELASTICSEARCH): runtime/jvm/elasticsearch/pom.xml | $(SYSTEM)
	$(MAVEN) -f $< package
	@touch $@

# npm leaves the time of an unpacked archive on some files; the stamp alone says when it ran.
$(MODULES): $(WEB)/package-lock.json | $(SYSTEM)
	cd $(WEB) && npm ci --no-progress --silent
	@touch $@

# Never in git: whoever changes the API need not know of it.
$(CLIENT): designer/openapi.json $(MODULES)
	cd $(WEB) && npm run --silent api > /dev/null

$(INTERFACE): $(WEB_SOURCES) $(CLIENT) $(MODULES)
	cd $(WEB) && npx vite build --logLevel warn
	@touch $@

$(WHEEL): pyproject.toml runtime/wheel_content.py $(PACKAGE_SOURCES) $(JARS) $(INTERFACE) | $(EDITABLE)
	rm -rf $(@D)
	$(BIN)/hatchling build --target wheel --directory $(@D)
	@touch $@

$(TRIAL): requirements/runtime.txt | $(REQUIREMENTS)
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@
