"""Compile kernels in one way, with a cache that sees an edit in any of them.

Only kernel modules (``_kernels*.py`` and ``streams.py``) import this module, because it imports
Numba, which takes half a second.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import binding
from numba import __version__ as numba_version
from numba import njit
from numba.core import config
from platformdirs import user_cache_path

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent


def kernel_sources() -> tuple[Path, ...]:
    """Return the files whose text decides what the compiler produces, sorted by path."""
    found = {_PACKAGE / "_jit.py", _PACKAGE / "streams.py", *_PACKAGE.rglob("_kernels*.py")}
    return tuple(sorted(path for path in found if path.is_file()))


def cache_key() -> str:
    """Return the name of the cache folder for these sources, this Numba and this processor.

    Numba's own cache looks at the file of the outermost kernel only: after an edit in a kernel of
    another file it would go on returning the old result.
    """
    digest = hashlib.sha256()
    for path in kernel_sources():
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
        digest.update(b"\0")
    processor = getattr(config, "CPU_NAME", None) or binding.get_host_cpu_name()
    digest.update(f"{numba_version}\0{processor}".encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder of the compiled kernels; ``WORKBENCH_CACHE`` moves its parent."""
    chosen = os.environ.get("WORKBENCH_CACHE", "")
    parent = Path(chosen) if chosen else user_cache_path("workbench", appauthor=False)
    return parent / "kernels" / cache_key()


def kernel(function: Kernel) -> Kernel:
    """Return ``function`` compiled on its first call, cached on disk, free of the interpreter lock.

    Divisions follow IEEE rules (no exception) and floating-point order is kept (no ``fastmath``),
    so that every processor gives the same bits.
    """
    return cast("Kernel", njit(cache=True, nogil=True, error_model="numpy")(function))


# Read by Numba at each decoration, hence set before the first one.
vars(config)["CACHE_DIR"] = str(cache_folder())
