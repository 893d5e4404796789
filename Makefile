# make demo: a night of mail from scans to postings. make test: every check.
.PHONY: install demo test lint types unit coverage bench lock clean
.DEFAULT_GOAL := demo

PYTHON ?= python3
BIN := .venv/bin

install:
	@bash .ci/install $(PYTHON)

demo: install
	@$(BIN)/lockbox demo demo

test: install lint types unit coverage

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

unit:
	$(BIN)/pytest -n auto --dist loadfile

coverage:
	CI=1 $(BIN)/coverage run -m pytest --ignore=tests/lockbox/books tests/matching tests/lockbox
	$(BIN)/coverage report

bench: install
	$(BIN)/lockbox bench --help

lock:
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --extra test --extra oidc pyproject.toml -o requirements.lock

clean:
	rm -rf .venv build dist demo *.egg-info
