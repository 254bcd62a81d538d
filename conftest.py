"""What pytest must not import, and where no test may write.

Pages and launchers run when they are imported. The default store holds someone's records.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

collect_ignore_glob = ["app.py", "views/main.py", "views/*_page.py"]


@pytest.fixture(autouse=True, scope="session")
def _no_test_touches_the_default_store() -> Iterator[None]:
    before = os.environ.get("CRACKDOWN_STORE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CRACKDOWN_STORE"] = str(Path(folder) / "tests.sqlite")
        yield
    if before is None:
        del os.environ["CRACKDOWN_STORE"]
    else:
        os.environ["CRACKDOWN_STORE"] = before
