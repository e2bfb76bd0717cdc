"""Put a .br and a .gz beside every text asset of a folder: `python tools/precompress.py FOLDER`.

At the highest level, because it is done once; fonts and pictures are compressed already. A copy
that does not save a tenth is not kept.
"""

import gzip
import sys
from pathlib import Path

import brotli

KINDS = {".css", ".js", ".json", ".svg", ".txt", ".html"}


def brotlied(content: bytes) -> bytes:
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=11, lgwin=22))


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def precompress(folder: Path) -> tuple[int, int, int]:
    """Writes the copies; returns (files, their bytes, bytes of their brotli copies)."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix in KINDS)
    before = after = 0
    for file in files:
        content = file.read_bytes()
        copies = {".br": brotlied(content), ".gz": gzipped(content)}
        for suffix, copy in copies.items():
            beside = file.with_name(file.name + suffix)
            if len(copy) < 0.9 * len(content):
                beside.write_bytes(copy)
            else:
                beside.unlink(missing_ok=True)
        before, after = before + len(content), after + min(len(content), len(copies[".br"]))
    return len(files), before, after


if __name__ == "__main__":
    count, before, after = precompress(Path(sys.argv[1]))
    print(f"{count} files, {before:,} bytes, {after:,} with brotli")
