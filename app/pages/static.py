"""Static files under one hashed path segment, so that every answer may be kept for ever."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ENCODINGS = ((".br", "br"), (".gz", "gzip"))
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"


def version_of(folder: Path) -> str:
    """A hash of every asset: its path and its bytes; precompressed copies do not count."""
    digest = hashlib.sha256()
    for file in sorted(f for f in folder.rglob("*") if f.is_file()):
        if file.suffix not in (".br", ".gz"):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


class HashedStatic(StaticFiles):
    """Serves <version>/<path>, precompressed where a .br or .gz copy lies beside the file.

    A path of another version gets today's file, which must be asked for again next time.
    """

    def __init__(self, directory: Path, version: str):
        super().__init__(directory=directory)
        self.version = version

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.replace(os.sep, "/").partition("/")
        accepted = {
            part.split(";")[0].strip()
            for part in Headers(scope=scope).get("accept-encoding", "").split(",")
        }
        encoding = ""
        for suffix, name in ENCODINGS:
            if name in accepted and self.lookup_path(rest + suffix)[1] is not None:
                encoding = name
                break
        stored = rest + (suffix if encoding else "")
        response = await super().get_response(stored or ".", scope)
        headers = response.headers
        if encoding:
            headers["Content-Encoding"] = encoding
        kind = TYPES.get(os.path.splitext(rest)[1])
        if kind and response.status_code in (200, 206):
            headers["Content-Type"] = kind
        headers["Cache-Control"] = FOR_EVER if version == self.version else "no-cache"
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Vary"] = "Accept-Encoding"
        return response
