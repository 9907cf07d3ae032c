"""Help for tests: where the shared sample inputs are, if they are here at all."""

import os
from pathlib import Path

import pytest


def shared_data(*parts: str) -> Path:
    """Return a path below the folder of shared sample inputs; skip the test where it is absent.

    The folder is `CONGSO_SHARED_DATA`, or `shared/data` beside the checkout.
    """
    root = Path(os.environ.get("CONGSO_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip("the shared sample inputs are not here")
    return path
