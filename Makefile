# congso: two commands, `make run` and `make test`. Each may be repeated; each skips what is already done.

PORT    ?= 8000
HOST    ?= 127.0.0.1
REGIME  ?= 2026
SCALE   ?= 10000
PYTHON  ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
export CONGSO_PORT = $(PORT)
export CONGSO_HOST = $(HOST)
export CONGSO_REGIME = $(REGIME)

.PHONY: run stop reset test lint lock bench demo setup setup-dev help
.DEFAULT_GOAL := help

help:
	@echo 'make run     chạy toàn hệ thống (PORT=8000 HOST=127.0.0.1 REGIME=2026|2021)'
	@echo 'make stop    dừng            make reset   xoá dữ liệu của chế độ đang chọn'
	@echo 'make test    mọi kiểm thử    make lint    định dạng, kiểu, kiến trúc'
	@echo 'make bench   đo tốc độ       make demo SCALE=10000   sinh dữ liệu trình diễn'
	@echo 'make lock    khoá phiên bản thư viện'

lock:
	@cd requirements && for name in installer runtime dev; do \
	  ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url $$name.in -o $$name.txt || exit 1; done
	@! grep -nE '^-|://' requirements/*.txt || { echo 'Tệp khoá không được chứa địa chỉ kho.'; exit 1; }
