"""The key of a run: a hash of everything its result depends on, and of nothing else."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Protocol

import numpy as np


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


def fingerprint(value: object) -> str:
    """Return a hash of plain data that is the same in every process and on every machine.

    Parameters
    ----------
    value : object
        Any nesting of None, bool, int, float, str, bytes, NumPy arrays, sequences, mappings, sets
        and dataclasses. Anything else is refused, since its text may differ between processes.

    Returns
    -------
    str
        32 hexadecimal digits.

    Examples
    --------
    >>> fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1})
    True
    >>> fingerprint(1) == fingerprint(1.0)
    False
    """
    digest = hashlib.sha256()
    _feed(digest, value)
    return digest.hexdigest()[:32]


def run_key(
    specification: object,
    *,
    seed: int,
    replications: int,
    engine: str,
    version: str,
    first: int = 0,
) -> str:
    """Return the key under which a run is stored and found again.

    Parameters
    ----------
    specification : object
        What was simulated, e.g. a ``SimSpec`` or a scenario with its twin.
    seed : int
        Seed of the keyed draws.
    replications : int
        How many replications were played.
    engine : str
        The engine that played them.
    version : str
        Version of the package; another version computes again.
    first : int
        Number of the first replication.
    """
    return fingerprint((specification, seed, first, replications, engine, version))


def _feed(digest: _Hash, value: object) -> None:
    if value is None or isinstance(value, bool | np.bool_):
        digest.update(f"b{value};".encode())
    elif isinstance(value, int | np.integer):
        digest.update(f"i{int(value)};".encode())
    elif isinstance(value, float | np.floating):
        digest.update(b"f" + struct.pack("<d", float(value)))
    elif isinstance(value, str):
        text = value.encode()
        digest.update(f"s{len(text)};".encode() + text)
    elif isinstance(value, bytes):
        digest.update(f"y{len(value)};".encode() + value)
    elif isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value)
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        digest.update(f"a{little.dtype.str}{array.shape};".encode() + little.tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        digest.update(f"d{type(value).__name__};".encode())
        for field in fields(value):
            _feed(digest, field.name)
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, Mapping):
        digest.update(f"m{len(value)};".encode())
        for key in sorted(value, key=str):
            _feed(digest, str(key))
            _feed(digest, value[key])
    elif isinstance(value, AbstractSet):
        digest.update(f"t{len(value)};".encode())
        for entry in sorted(fingerprint(item) for item in value):
            _feed(digest, entry)
    elif isinstance(value, Sequence):
        digest.update(f"l{len(value)};".encode())
        for item in value:
            _feed(digest, item)
    else:
        message = f"{type(value).__name__} has no fingerprint: give plain data"
        raise TypeError(message)
