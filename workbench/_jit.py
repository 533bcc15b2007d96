"""Compile kernels in one way, with a cache that sees an edit in any of them.

Only kernel modules (``_kernels*.py`` and ``streams.py``) import this module, because it imports
Numba, which takes half a second.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import binding
from numba import __version__ as numba_version
from numba import njit, types
from numba.core import config
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
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
    return cast(
        "Kernel",
        njit(**_OUTER)(function),
    )


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NativeLowering):  # type: ignore[misc]
    """Lower a part of kernels, and leave linking, optimising and translating to the kernel."""

    _name = "workbench_part_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower; the library of the part holds the part alone, not what it calls."""
        library = _library(state)
        library.finalize = partial(setattr, library, "_finalized", True)
        state.flags.no_compile = True
        changed = bool(super().run_pass(state))
        # A dispatcher wants something of its own to call from Python; only kernels call a part.
        never_called: list[Any] = []
        state.cr = state.cr._replace(cfunc=never_called.append)
        state.targetctx.insert_user_function(state.cr.cfunc, state.cr.fndesc, [library])
        if not state.flags.forceinline:
            part = library._final_module.get_function(state.cr.fndesc.mangled_name)
            part.add_function_attribute("noinline")
        return changed


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):  # type: ignore[misc]
    """Lower a kernel with all parts that it is made of, each once."""

    _name = "workbench_kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower, and link the parts of parts too."""
        library = _library(state)
        link = library.finalize

        def finalize() -> None:
            known = dict.fromkeys(library._linking_libraries)
            ahead = list(known)
            while ahead:
                for other in ahead.pop()._linking_libraries:
                    if other not in known:
                        known[other] = None
                        ahead.append(other)
            library._linking_libraries = list(known)
            link()

        library.finalize = finalize
        return bool(super().run_pass(state))


def _library(state: Any) -> Any:
    """Return the library that a function is lowered into, made as Numba makes it."""
    if state.library is None:
        state.library = state.targetctx.codegen().create_library(state.func_id.func_qualname)
        state.library.enable_object_caching()
    return state.library


def _pipeline(lowering: Any) -> Any:
    """Return the usual compiler with a lowering of ours.

    Numba compiles every function into a module with all that it calls, and optimises and
    translates that module: in a tree of two hundred parts the same code forty times over.
    """

    class Compiler(CompilerBase):  # type: ignore[misc]
        def define_pipelines(self) -> list[Any]:
            passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
            passes.passes = [
                (lowering if entry is NativeLowering else entry, text)
                for entry, text in passes.passes
            ]
            passes._finalized = False
            passes.finalize()
            return [passes]

    return Compiler


_PART = _pipeline(_PartLowering)
_KERNEL = _pipeline(_KernelLowering)


# A function first compiled for a ``hot`` one would be copied like it, if it did not say no.
_COMMON: Any = {"nogil": True, "error_model": "numpy", "forceinline": False}
_OUTER: Any = {**_COMMON, "cache": True, "pipeline_class": _KERNEL}
_INNER: Any = {
    **_COMMON,
    "pipeline_class": _PART,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def _once(dispatcher: Any) -> Any:
    """Let a part be compiled once for all numbers written in calls, not once for each of them."""
    template = getattr(dispatcher, "get_call_template", None)
    if template is None:  # NUMBA_DISABLE_JIT: a plain function
        return dispatcher

    def get_call_template(args: Any, kws: Any) -> Any:
        return template(tuple(types.unliteral(entry) for entry in args), kws)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def inner(function: Kernel) -> Kernel:
    """Return a part of kernels in the same folder: compiled into them, unknown to Python.

    It has no wrapper for calls from Python and no cache of its own, which saves a third of the
    compilation, and may take what Python cannot hand over: pointers.
    """
    return _once(njit(**_INNER)(function))


def hot(function: Kernel) -> Kernel:
    """Return an ``inner`` part that is copied to where it is called, whatever its size.

    A call hands over eight numbers and asks whether it failed; for a part that every event passes
    through that is a third of the time. Each copy is compiled again.
    """
    return _once(njit(**{**_INNER, "forceinline": True})(function))
