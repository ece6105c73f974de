# make demo and make test work on a fresh machine with python3 (3.11 or later) and its venv module.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types docs bench accuracy model corpora clean

demo: $(VENV)/installed
	$(BIN)/beslutsnlp extract docs/examples/protokoll.pdf

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

docs: $(VENV)/installed-docs
	$(BIN)/mkdocs build --strict

bench: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/deadlines.py
	$(BIN)/python benchmarks/tables.py

accuracy: $(VENV)/installed-dev
	$(BIN)/python benchmarks/accuracy.py

# TREEBANKS=folder takes the treebanks from there, else they are downloaded; WORDS=file.jsonl has texts with more words,
# SILVER=file.jsonl government assignments whose parties and deadlines are learnt as rules find them
model: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --group card
	$(BIN)/python training/train_status.py
	$(BIN)/python training/status_card.py
	TREEBANKS=$(if $(TREEBANKS),$(abspath $(TREEBANKS))) WORDS=$(if $(WORDS),$(abspath $(WORDS))) SILVER=$(if $(SILVER),$(abspath $(SILVER))) $(BIN)/python -m weasel run all training

corpora: $(VENV)/installed-dev
	$(BIN)/python training/build_protocols.py
	$(BIN)/python training/build_lists.py
	$(BIN)/python training/build_schema.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[office]' --group test --group lint
	touch $@ $(VENV)/installed

$(VENV)/installed-docs: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group docs
	touch $@

clean:
	rm -rf $(VENV) build dist site *.egg-info
