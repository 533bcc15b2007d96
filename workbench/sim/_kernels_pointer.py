"""The address of an array: what kernels hand to each other instead of the array itself.

An array is seven numbers; six arrays handed through ten calls an event cost four times the event
itself (M/M/1, 100 000 customers: 82 ms with arrays, 22 ms without counting their references). A
pointer is one number, has no reference count, and is read and written with the same brackets.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic


def _pointer(typing, array):
    """Return where the first item of a C-contiguous array lies; the array must outlive it."""

    def generate(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


pointer: Any = intrinsic(_pointer)
