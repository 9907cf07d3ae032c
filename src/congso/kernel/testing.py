"""Help for tests: where the shared sample inputs are, if they are here at all; and calls at the same moment."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from .refusals import Refusal


def shared_data(*parts: str) -> Path:
    """Return a path below the folder of shared sample inputs; skip the test where it is absent.

    The folder is `CONGSO_SHARED_DATA`, or `shared/data` beside the checkout.
    """
    root = Path(os.environ.get("CONGSO_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip("the shared sample inputs are not here")
    return path


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run the calls at the same moment, each on its own connection; return results and refusals in their order."""
    waiting = list(calls)
    barrier = Barrier(len(waiting))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))
