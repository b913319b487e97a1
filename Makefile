# Every verb is one line that anyone may type by hand; `make` alone lists them. The first verb that needs the
# environment makes it, and a changed lock makes it anew.
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench fuzz soak documents

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

demo: $(READY)  ## a whole conversation with the real daemon on this machine; KEEP=1 leaves it running
	@$(BIN)/mailgate demo $(if $(KEEP),--keep)

test: $(READY)  ## the tests that everybody runs, seeded
	$(BIN)/pytest -m "not soak" -n 2 --dist worksteal --hypothesis-seed=1

check: $(READY)  ## format, lint, types, import contract, generated documents, tests; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m mailgate.operations.log_document | diff -u docs/log-events.md -
	$(BIN)/python -m mailgate.operations.alarm_document | diff -u docs/monitoring.md -
	$(BIN)/python -m mailgate.model.states_document | diff -u docs/states.md -
	$(BIN)/python -m mailgate.threading.ladder_document | diff -u docs/threading.md -
	$(BIN)/python -m mailgate.agents.documents | diff -u docs/agents.md -
	$(BIN)/python -m mailgate.sla.document | diff -u docs/sla.md -
	$(BIN)/python -m mailgate.rules.documents | diff -u docs/rules.md -
	$(BIN)/pytest -m "not soak" -n 2 --dist worksteal --hypothesis-seed=1

fix: $(READY)  ## format, and repair what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

soak: $(READY)  ## the full figures, which take minutes
	$(BIN)/pytest -m soak -n 2 --dist worksteal --durations=15

fuzz: $(READY)  ## the property tests with fresh seeds for FUZZ_SECONDS (600; 60 with CI=true)
	@scripts/fuzz $(BIN)

bench: $(READY)  ## how fast, beside the reference; options by BENCH="--rounds 1"
	$(BIN)/python -m bench.run $(BENCH)

documents: $(READY)  ## write the generated documents anew
	$(BIN)/python -m mailgate.operations.log_document > docs/log-events.md
	$(BIN)/python -m mailgate.operations.alarm_document > docs/monitoring.md
	$(BIN)/python -m mailgate.model.states_document > docs/states.md
	$(BIN)/python -m mailgate.threading.ladder_document > docs/threading.md
	$(BIN)/python -m mailgate.agents.documents > docs/agents.md
	$(BIN)/python -m mailgate.sla.document > docs/sla.md
	$(BIN)/python -m mailgate.rules.documents > docs/rules.md

$(READY): requirements-dev.lock pyproject.toml scripts/environment
	@scripts/environment .venv
	@touch $@
