"""Files that people put to tickets, handed out so that no browser runs them."""

from urllib.parse import quote

from starlette.responses import Response


def download(name: str, kind: str, data: bytes, *, shown: bool = False) -> Response:
    """The bytes under that name and media type, to be kept and not shown in the place of a page,
    unless it is something that may be `shown`: a picture.

    The name goes as RFC 6266 has it, in ASCII by percent signs.
    """
    way = "inline" if shown else "attachment"
    return Response(
        data,
        media_type=kind,
        headers={
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
