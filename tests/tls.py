"""A door with TLS before the test server, whose own build has none; and certificates for it.

What the client does is the real thing: it asks for TLS as PostgreSQL's protocol has it, checks the
certificate as it is told to, and speaks through it.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CHUNK = 65536
SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
_VALID = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs certificates; `file` is what clients trust."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    file: Path


def authority(folder: Path, name: str) -> Authority:
    """A new one of this name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name)
    made = _begun(subject, subject, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    certificate = made.sign(key, hashes.SHA256())
    file = folder / f"{name}.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(certificate, key, file)


def certificate(folder: Path, signer: Authority, host: str) -> ssl.SSLContext:
    """What a server of this name shows, signed by this authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _begun(_named(host), signer.certificate.subject, key).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
    )
    signed = made.sign(signer.key, hashes.SHA256())
    chain, secret = folder / f"{host}.crt", folder / f"{host}.key"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    # The server's way of saying that it expects its own protocol within.
    context.set_alpn_protocols(["postgresql"])
    return context


@contextmanager
def tls_door(server: Path, context: ssl.SSLContext | None) -> Iterator[int]:
    """The port of a door before the server's own socket; without a context it has no TLS."""
    door = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    open_: list[socket.socket] = []

    def welcome() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            open_.append(caller)
            thread = threading.Thread(target=_serve, args=(caller, server, context, open_))
            threads.append(thread)
            thread.start()

    first = threading.Thread(target=welcome)
    first.start()
    try:
        yield door.getsockname()[1]
    finally:
        for one in (door, *open_):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in (first, *threads):
            thread.join(10)


def _serve(
    caller: socket.socket,
    server: Path,
    context: ssl.SSLContext | None,
    open_: list[socket.socket],
) -> None:
    with suppress(OSError):
        opening = caller.recv(8, socket.MSG_WAITALL)
        while len(opening) == 8 and _asks(opening) in (SSL_REQUEST, GSS_REQUEST):
            if _asks(opening) == SSL_REQUEST and context is not None:
                caller.sendall(b"S")
                caller = context.wrap_socket(caller, server_side=True)
                open_.append(caller)
                opening = b""
                break
            caller.sendall(b"N")
            opening = caller.recv(8, socket.MSG_WAITALL)
        inner = socket.socket(socket.AF_UNIX)
        open_.append(inner)
        inner.connect(str(server))
        inner.sendall(opening)
        down = threading.Thread(target=_carry, args=(inner, caller))
        down.start()
        _carry(caller, inner)
        down.join()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(CHUNK):
            target.sendall(piece)
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)


def _asks(opening: bytes) -> int:
    return struct.unpack("!ii", opening)[1]


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _VALID)
        .not_valid_after(now + _VALID)
    )
