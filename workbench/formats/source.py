"""Where a file comes from: a path, or the bytes of an upload with its name."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import SpecError

Source = str | Path | bytes

# A pattern or order file beyond this is a mistake or an attack. [bytes]
LARGEST = 64 * 1024 * 1024


def read_bytes(source: Source, name: str = "") -> tuple[bytes, str]:
    """Return the content of a source and how messages name it."""
    if isinstance(source, bytes):
        data, label = source, name or "uploaded file"
    else:
        path = Path(source)
        label = name or path.name
        try:
            if path.stat().st_size > LARGEST:
                raise SpecError(
                    f"the file has {path.stat().st_size / 1e6:.0f} MB",
                    where=label,
                    advice=f"give at most {LARGEST // 1024**2} MB",
                )
            data = path.read_bytes()
        except OSError as error:
            raise SpecError(
                f"the file cannot be read ({error.strerror})",
                where=str(path),
                advice="check the path and its permissions",
            ) from error
    if len(data) > LARGEST:
        raise SpecError("the file is too large", where=label, advice="give at most 64 MB")
    if not data.strip():
        raise SpecError("the file is empty", where=label, advice="export it again")
    return data, label


def decode(data: bytes) -> str:
    """Return text from UTF-8 with or without a byte order mark, UTF-16 or Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
