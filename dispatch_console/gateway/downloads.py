"""Files that people put to tickets, handed out so that no browser runs them."""

from urllib.parse import quote

from starlette.responses import Response


def download(name: str, kind: str, data: bytes) -> Response:
    """The bytes under that name and media type, to be kept and never shown in the place of a page.

    The name goes as RFC 6266 has it, in ASCII by percent signs.
    """
    return Response(
        data,
        media_type=kind,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
