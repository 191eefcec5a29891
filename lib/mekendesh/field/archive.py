"""An XLSX is an archive that a stranger made: looked over before anything in it is opened.

Limits lie far above what a survey export needs and far below what harms the machine.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from mekendesh.errors import DeliveryError

ENTRIES = 2_000
UNPACKED = 600 * 2**20
LARGEST_RATIO = 300
RATIO_MATTERS_FROM = 8 * 2**20
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNING = 4096


def refuse_unsafe(content: bytes, file: str) -> None:
    """Refuse what is no XLSX, is locked, or was packed to do harm. Raises ``DeliveryError``."""
    if content.startswith(_OLD_FORMAT):
        raise DeliveryError(
            "{file} is locked with a password, or an old .xls. Save it as .xlsx without a password.",
            file=file,
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise DeliveryError(
            "{file} is not an .xlsx, or was cut off on its way. Ask for the whole file again.", file=file
        ) from None
    with archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        _refuse_names(names, file)
        unpacked = sum(entry.file_size for entry in entries)
        swollen = any(
            entry.file_size > RATIO_MATTERS_FROM
            and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
            for entry in entries
        )
        if len(entries) > ENTRIES or unpacked > UNPACKED or swollen:
            raise DeliveryError(
                "{file} unpacks to more than a survey can hold ({megabytes} MB in {entries} parts). Do not open "
                "it; ask the sender how it was made.",
                file=file,
                megabytes=unpacked // 2**20,
                entries=len(entries),
            )
        if "xl/workbook.xml" not in names:
            raise DeliveryError("{file} is an archive, but no .xlsx. Send the workbook itself.", file=file)
        _refuse_definitions(archive, entries, file)


def _refuse_names(names: list[str], file: str) -> None:
    outside = [n for n in names if n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/")]
    if outside or len(set(names)) != len(names) or any(":" in name for name in names):
        raise DeliveryError(
            "{file} holds parts that point outside of it, or two of one name. Do not open it; ask the sender "
            "how it was made.",
            file=file,
        )


def _refuse_definitions(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: str) -> None:
    """No document type definitions: with them a few bytes unfold into gigabytes, or read other files."""
    for entry in entries:
        try:
            with archive.open(entry) as part:
                beginning = part.read(_BEGINNING)
                defines = _defines(beginning)
                tail = beginning
                while block := part.read(2**20):
                    defines = defines or _defines(tail[-16:] + block)
                    tail = block
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
            raise DeliveryError(
                "{file} is damaged or locked: the part {part} cannot be unpacked. Ask for the file again.",
                file=file,
                part=entry.filename,
            ) from None
        if defines and beginning.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):
            raise DeliveryError(
                "{file} holds a document type definition in {part}, which no spreadsheet program writes. Do "
                "not open it; ask the sender how it was made.",
                file=file,
                part=entry.filename,
            )


def _defines(part: bytes) -> bool:
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"<\0!\0D\0O" in part
