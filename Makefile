# congso: two commands, `make run` and `make test`. Each may be repeated; each skips what is already done.

PORT            ?= 8000
HOST            ?= 127.0.0.1
REGIME          ?= 2026
SIMULATORS_PORT ?= 8010
SCALE           ?= 10000
PYTHON          ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3 || echo missing-python)

export CONGSO_PORT = $(PORT)
export CONGSO_HOST = $(HOST)
export CONGSO_REGIME = $(REGIME)
export CONGSO_SIMULATORS_PORT = $(SIMULATORS_PORT)
export PYTHONUTF8 = 1
# Where a machine forbids it to write down what it compiled, each of our many processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

CONGSO = .venv/bin/congso

.PHONY: help run stop reset test lint audit sbom lock bench demo doctor messages setup setup-dev python
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

help:
	@echo 'make run     chạy toàn hệ thống (PORT=8000 HOST=127.0.0.1 REGIME=2026|2021)'
	@echo 'make stop    dừng               make reset   xoá dữ liệu của chế độ đang chọn'
	@echo 'make test    mọi kiểm thử       make lint    định dạng, kiểu, kiến trúc'
	@echo 'make bench   đo tốc độ          make demo    sinh dữ liệu trình diễn (SCALE=10000)'
	@echo 'make doctor  khám hệ thống      make lock    khoá phiên bản thư viện'
	@echo 'make messages  gom câu chữ để dịch ra tiếng Anh'
	@echo 'make audit   điểm yếu đã biết   make sbom    danh mục thành phần phần mềm'

run: setup
	@exec $(CONGSO) up

stop:
	@if [ -x $(CONGSO) ]; then exec $(CONGSO) down; else echo 'Công số chưa được cài đặt.'; fi

reset: setup
	@exec $(CONGSO) reset

doctor: setup
	@exec $(CONGSO) doctor

demo: setup
	@exec $(CONGSO) demo --scale $(SCALE)

bench: setup-dev
	@exec .venv/bin/python -m bench

test: python
	@$(PYTHON) tools/setup.py --dev --programs
	@exec .venv/bin/python tools/check.py --tests

lint: setup-dev
	@exec .venv/bin/python tools/check.py

audit: setup-dev
	@exec .venv/bin/python tools/audit.py

messages: setup-dev
	@.venv/bin/python tools/messages.py collect && .venv/bin/python tools/messages.py compile

sbom: setup-dev
	@exec .venv/bin/python tools/sbom.py

setup: python
	@$(PYTHON) tools/setup.py

setup-dev: python
	@$(PYTHON) tools/setup.py --dev

python:
	@command -v $(PYTHON) >/dev/null || { echo '✗ Máy chưa có Python: cài Python 3.11 trở lên (apt-get install python3 python3-venv) rồi chạy lại.'; exit 1; }

lock: setup-dev
	@cd requirements && for name in installer runtime dev; do \
	  echo "· $$name" && \
	  ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url --no-emit-find-links $$name.in -o $$name.txt || exit 1; done
	@! grep -nE '^-|://' requirements/*.txt || { echo '✗ Tệp khoá không được chứa địa chỉ kho.'; exit 1; }
