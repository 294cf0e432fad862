# Practice Exchange. `make` alone lists what there is.
# Needs Python 3.11 or later with venv, and make. Everything else is installed into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run debug test check test-postgres test-server test-browser drill bench bench-quality lock look messages migration styles

BIN := .venv/bin
# Compiled modules are kept, whatever the machine says: without them each process of the tests compiles all of them again.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/python -m pytest
QUICK := -n 2 -m "not server and not browser"
# What `make test` takes a sample of.
WHOLE := tests/house_rules/test_refused_writes.py tests/budgets tests/retrieval/test_concepts.py tests/review/test_after_sending.py\
	tests/house_rules/test_added_language.py tests/house_rules/test_marked.py tests/house_rules/test_notices.py
ifdef COVERAGE
QUICK += --cov --cov-report=term --cov-report=json --cov-fail-under=95
endif
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard exchange/translations/*/LC_MESSAGES/*.po))
# One served file a kind of page, made of one source a layer or component, in the order of their names.
STYLES := static/style.css static/members.css
MADE := $(CATALOGUES) $(STYLES)
# What marks a sentence for translation, and what each catalogue is brought to: no guesses, nothing that the source no longer says.
# Each message names the files it stands in, without lines, which every change would move; a comment "Translators: …" before it comes along.
EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --project "Practice Exchange" --version 1 --add-location file --sort-output --add-comments "Translators:"\
	--no-default-keywords --keywords "_ gettext ngettext:1,2 _l lazy_gettext lazy_ngettext:1,2 pgettext:1c,2 npgettext:1c,2,3 lazy_pgettext:1c,2 _pl:1c,2" --output-file .venv/messages.pot exchange templates
UPDATE := $(BIN)/pybabel --quiet update --input-file .venv/messages.pot --width 110\
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --output-dir
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet

help: ## this list
	@echo "Practice Exchange. What you can make:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

run: .venv/.base $(MADE) ## install, prepare and serve the product at http://127.0.0.1:8000
	@exec $(BIN)/python run.py

debug: .venv/.base $(MADE) ## the same with a server that reloads when a file changes
	@exec $(BIN)/python run.py --debug

test: .venv/.dev $(MADE) ## every test without browser and server processes; COVERAGE=1 measures and enforces coverage
	$(PYTEST) $(QUICK)
	$(if $(COVERAGE),$(BIN)/python scripts/coverage_gate.py coverage.json)

check: .venv/.dev $(MADE) ## format, lint, types, import contracts, templates, dependencies, catalogues, migrations, lock
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/deptry .
	$(EXTRACT)
# Babel's own --check takes every catalogue that holds a message with a context for changed.
	rm -rf .venv/catalogues && cp -R exchange/translations .venv/catalogues
	$(UPDATE) .venv/catalogues
	diff -r -x '*.mo' exchange/translations .venv/catalogues
	$(BIN)/python scripts/check_migrations.py
	$(BIN)/python scripts/check_lock.py

test-postgres: .venv/.dev $(MADE) ## the tests of `make test` on PostgreSQL: EXCHANGE_TEST_DATABASE_URL, or one started for the run
	$(BIN)/python scripts/with_postgres.py $(PYTEST) $(QUICK)

test-server: .venv/.dev $(MADE) ## the product as real processes: starts, kills, full disks, slow clients
	$(PYTEST) -n 0 -m server

test-browser: .venv/.dev .venv/.markup $(MADE) ## the pages and journeys in Chromium, in English and Arabic, with axe; the HTML of every page
	$(PYTEST) -n 2 -m browser tests/browser tests/house_rules tests/look

look: .venv/.dev .venv/.markup $(MADE) ## every page × role × language × theme × width in Chromium, into docs/accessibility.md; takes an hour
	$(BIN)/python -m tests.look

drill: .venv/.dev $(MADE) ## the long matrices whole; then kill the process that keeps the index 200 times (KILLS=…)
	EXCHANGE_TEST_ALL=1 $(PYTEST) -n 2 -m "not server and not browser" $(WHOLE)
	$(BIN)/python -m tests.drill.kills --kills $(or $(KILLS),200)

bench: .venv/.bench $(MADE) ## what searching costs beside other engines, into docs/performance.md; SIZES=10000 chooses, KEEP=folder keeps
	$(BIN)/python -m tests.bench

bench-quality: .venv/.bench $(MADE) ## how good the ranking is on a collection with judgements: COLLECTION=folder
	$(BIN)/python -m tests.bench.quality

lock: .venv/.dev ## write the locked requirements anew from requirements/*.in
	$(COMPILE) requirements/base.in -o requirements/base.txt
	$(COMPILE) requirements/dev.in -o requirements/dev.txt
	$(COMPILE) requirements/bench.in -o requirements/bench.txt

messages: .venv/.dev ## bring the catalogues under exchange/translations to what the source says: new ones empty, gone ones dropped
	$(EXTRACT)
	$(UPDATE) exchange/translations

migration: .venv/.dev ## write a migration for what changed in the models: make migration m="what it does"
	$(BIN)/python scripts/new_migration.py "$(m)"

# The lock is whole, so pip resolves nothing (--no-deps): some of its versions look past a pin for a requirement with an extra.
# A stamp is written when an installation is whole: an interrupted one is done again, a finished one is quick.
.venv/.base: requirements/base.txt
	@sh scripts/environment.sh
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements/base.txt
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	@touch $@

# The checker of HTML is a Java program that npm brings; its lock carries hashes too.
.venv/.markup: .venv/.base requirements/markup/package-lock.json
	@mkdir -p .venv/markup && cp requirements/markup/*.json .venv/markup/
	cd .venv/markup && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

static/style.css: styles/reader $(wildcard styles/reader/*.css)
static/members.css: styles/members $(wildcard styles/members/*.css)
$(STYLES): scripts/join_styles.py .venv/.base
	$(BIN)/python scripts/join_styles.py $@ $(sort $(filter %.css,$^))

styles: $(STYLES) ## the style sheets, after a change of their sources (every other command makes them too)

%.mo: %.po .venv/.base
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
