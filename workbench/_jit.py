"""Compile kernels in one way, with a cache that sees an edit in any of them.

Only kernel modules (``_kernels*.py`` and ``streams.py``) import this module, because it imports
Numba, which takes half a second.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import binding
from numba import __version__ as numba_version
from numba import njit
from numba.core import config
from platformdirs import user_cache_path

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent


def kernel_sources(folder: Path) -> tuple[Path, ...]:
    """Return the files that decide what the compiler makes of the kernels in ``folder``.

    Kernels import the sampler and kernels of their own folder, nothing else (a contract of the
    architecture), so an edit in one package leaves the compiled kernels of the others alone.
    """
    found = {_PACKAGE / "_jit.py", _PACKAGE / "streams.py", *folder.glob("_kernels*.py")}
    return tuple(sorted(path for path in found if path.is_file()))


def cache_key(folder: Path) -> str:
    """Return the name of the cache of ``folder``: its sources, this Numba and this processor.

    Numba's own cache looks at the file of the outermost kernel only: after an edit in a kernel of
    another file it would go on returning the old result.
    """
    digest = hashlib.sha256()
    for path in kernel_sources(folder):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
        digest.update(b"\0")
    processor = getattr(config, "CPU_NAME", None) or binding.get_host_cpu_name()
    digest.update(f"{numba_version}\0{processor}".encode())
    return digest.hexdigest()[:16]


@cache
def cache_folder(folder: Path) -> Path:
    """Return where the compiled kernels of ``folder`` lie; ``WORKBENCH_CACHE`` moves it."""
    chosen = os.environ.get("WORKBENCH_CACHE", "")
    parent = Path(chosen) if chosen else user_cache_path("workbench", appauthor=False)
    return parent / "kernels" / f"{folder.name}-{cache_key(folder)}"


def kernel(function: Kernel) -> Kernel:
    """Return ``function`` compiled on its first call, cached on disk, free of the interpreter lock.

    Divisions follow IEEE rules (no exception) and floating-point order is kept (no ``fastmath``),
    so that every processor gives the same bits.
    """
    # Numba reads the folder of its cache when a function is decorated.
    vars(config)["CACHE_DIR"] = str(cache_folder(Path(function.__code__.co_filename).parent))
    return cast("Kernel", njit(cache=True, nogil=True, error_model="numpy")(function))


_INNER: Any = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def inner(function: Kernel) -> Kernel:
    """Return a part of kernels in the same folder: compiled into them, unknown to Python.

    It has no wrapper for calls from Python and no cache of its own, which saves a third of the
    compilation, and may take what Python cannot hand over: pointers.
    """
    return cast("Kernel", njit(**_INNER)(function))


def hot(function: Kernel) -> Kernel:
    """Return an ``inner`` part that is copied to where it is called, whatever its size.

    A call hands over eight numbers and asks whether it failed; for a part that every event passes
    through that is a third of the time. Each copy is compiled again.
    """
    return cast("Kernel", njit(forceinline=True, **_INNER)(function))
