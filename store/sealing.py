"""The sealed file: one JSON object that holds how the key is derived, a check of it, and the content, encrypted.

The key comes from the passphrase by scrypt; AES-256-GCM protects the content and binds the header to it, so that
neither can be changed or mixed with another's. The header's plain checksum tells damage of it from a wrong passphrase.
A session derives the key once; every write has a nonce of its own. The header also holds a public key: a session
that has no key yet seals to it what was typed meanwhile, and only who has the passphrase reads it.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from model.said import N_, Said
from store.codec import is_sealed
from store.errors import Damaged, Newer, NotSealed, Sealed, WrongPassphrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT, VERSION = "huanqing-sealed", 1
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
"""The cost of a new key: 128 MiB and about a third of a second."""

_LARGEST_COST = 2**20 * 8
"""The most memory for a key, in blocks of 128 bytes (1 GiB): a file cannot make the program ask for more."""

_KEY, _CHECK, _POST, _SALT, _NONCE = 32, 16, 32, 16, 12


class Kdf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the key comes from the passphrase."""

    name: Literal["scrypt"]
    n: int
    r: int
    p: int
    salt: bytes

    def __post_init__(self) -> None:
        sound = 2**10 <= self.n <= 2**20 and self.n & (self.n - 1) == 0 and 1 <= self.r <= 32 and 1 <= self.p <= 16
        if not sound or self.n * self.r > _LARGEST_COST or not _SALT <= len(self.salt) <= 64:
            raise ValueError("scrypt parameters out of range")


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands before the content, the same in every file that one passphrase seals; `sum` is its checksum."""

    format: Literal["huanqing-sealed"]
    version: Literal[1]
    kdf: Kdf
    cipher: Literal["AES-256-GCM"]
    check: bytes
    post: bytes
    sum: str = ""


class Envelope(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole sealed file; `sender` is there where it was sealed to the public key `post`."""

    nonce: bytes
    data: bytes
    sender: bytes = b""


class _Version(msgspec.Struct):
    version: int


_encoder = msgspec.json.Encoder()
_encode = _encoder.encode
_envelope = msgspec.json.Decoder(Envelope)
_version = msgspec.json.Decoder(_Version)


class Passphrase:
    """A passphrase that no log or traceback shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self._text == other._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def encoded(self) -> bytes:
        """Return its bytes, the same from every keyboard: NFC, UTF-8."""
        import unicodedata

        return unicodedata.normalize("NFC", self._text).encode("utf-8", "surrogateescape")


class Key:
    """A derived key, with the header of the files that it opens."""

    __slots__ = ("_cipher", "_secret", "header")

    def __init__(self, header: Header, secret: bytes) -> None:
        self.header, self._secret = header, secret
        self._cipher: AESGCM | None = None

    def __repr__(self) -> str:
        return "Key(…)"

    @property
    def secret(self) -> bytes:
        """The bytes of the key, for the plan of an unsealing alone."""
        return self._secret

    @property
    def cipher(self) -> "AESGCM":
        """The cipher under this key."""
        if self._cipher is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            self._cipher = AESGCM(self._secret[:_KEY])
        return self._cipher

    def read_post(self, envelope: "Envelope", head: bytes) -> bytes:
        """Return what was sealed to the public key."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        shared = _private(self._secret).exchange(X25519PublicKey.from_public_bytes(envelope.sender))
        return _posted(shared, head, envelope.sender).decrypt(envelope.nonce, envelope.data, head)


def new_key(passphrase: Passphrase, *, n: int = SCRYPT_N) -> Key:
    """Return a fresh key for a passphrase. Raises `NotSealed` where the machine lacks the memory."""
    kdf = Kdf("scrypt", n, SCRYPT_R, SCRYPT_P, os.urandom(_SALT))
    secret, check = _derived(passphrase, kdf)
    post = _private(secret).public_key().public_bytes_raw()
    bare = Header("huanqing-sealed", 1, kdf, "AES-256-GCM", check, post)
    return Key(msgspec.structs.replace(bare, sum=_checksum(bare)), secret)


def sealed(key: Key, content: bytes) -> bytes | bytearray:
    """Return the bytes of a sealed file."""
    nonce = os.urandom(_NONCE)
    head = _encode(key.header)
    data = key.cipher.encrypt(nonce, content, head)
    whole = bytearray(b"".join((head[:-1], b',"nonce":', _encode(nonce), b',"data":')))
    _encoder.encode_into(data, whole, len(whole))
    whole += b"}\n"
    return whole


def posted(path: Path, file: bytes, content: bytes) -> bytes:
    """Return content sealed, without its key, to the public key of a sealed file. Raises `Damaged`, `Newer`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    header = header_of(read_envelope(path, file))
    head, private, nonce = _encode(header), X25519PrivateKey.generate(), os.urandom(_NONCE)
    sender = private.public_key().public_bytes_raw()
    shared = private.exchange(X25519PublicKey.from_public_bytes(header.post))
    data = _posted(shared, head, sender).encrypt(nonce, content, head)
    fields = {name: getattr(header, name) for name in header.__struct_fields__}
    return _encode(Envelope(**fields, nonce=nonce, data=data, sender=sender)) + b"\n"


def read_envelope(path: Path, data: bytes) -> Envelope:
    """Return a sealed file's parts. Raises `Damaged` where it is cut off or its header was changed, `Newer`."""
    try:
        version = _version.decode(data).version
        if version > VERSION:
            raise Newer(path, version, VERSION)
        envelope = _envelope.decode(data)
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        why = N_("the sealed file is cut off or changed")
        raise Damaged(path, why) from error
    bare = msgspec.structs.replace(header_of(envelope), sum="")
    sound = (len(envelope.nonce), len(envelope.check), len(envelope.post)) == (_NONCE, _CHECK, _POST)
    if envelope.sum != _checksum(bare) or not sound or len(envelope.sender) not in (0, _POST):
        raise Damaged(path, N_("the head of the sealed file was changed"))
    return envelope


def header_of(envelope: Envelope) -> Header:
    """Return the header alone."""
    return Header(*(getattr(envelope, name) for name in Header.__struct_fields__))


class Vault:
    """The codec of one case file: knows the keys that a session was given, seals as the file is sealed now.

    A file that is plain is read and written plain; one that is sealed is never written plain.
    """

    def __init__(self, path: Path, keys: tuple[Key, ...] = ()) -> None:
        self.path = path
        self._keys: dict[bytes, Key] = {}
        self._current: Key | None = None
        self._wanted: Header | None = None
        for key in keys:
            self.learn(key)

    def __repr__(self) -> str:
        return f"Vault({self.path})"

    @property
    def current(self) -> Key | None:
        """The key under which the case file lies; None where it is plain."""
        return self._current

    def learn(self, key: Key) -> None:
        """Add a key."""
        self._keys[_encode(key.header)] = key

    def seal(self, content: bytes) -> bytes | bytearray:
        """Return the bytes to write. Raises `Sealed` where the file is sealed under a key not known (any more)."""
        if self._wanted is not None:
            raise Sealed(self.path)
        return content if self._current is None else sealed(self._current, content)

    def open(self, data: bytes) -> bytes:
        """Return the content of a file's bytes. Raises `Sealed`, `Damaged`, `Newer`."""
        return self._opened(data)[0]

    def open_draft(self, data: bytes) -> bytes:
        """Like `open`, for a draft, which a session without the key may have sealed."""
        return self._opened(data, draft=True)[0]

    def take(self, data: bytes) -> bytes:
        """Return the content of the case file's bytes; from now on seal as they are sealed."""
        try:
            content, key = self._opened(data)
        except _Unknown as unknown:
            self._wanted = unknown.header
            raise
        self._current, self._wanted = key, None
        return content

    def unlock(self, data: bytes, passphrase: Passphrase) -> None:
        """Derive the key of a sealed file's bytes, and seal under it from now on.

        Raises `WrongPassphrase`, `Damaged`, `Newer`.
        """
        if not is_sealed(data):
            self._current = self._wanted = None
            return
        header = header_of(read_envelope(self.path, data))
        secret, check = _derived(passphrase, header.kdf)
        import hmac

        if not hmac.compare_digest(check, header.check):
            raise WrongPassphrase(self.path)
        self._current, self._wanted = Key(header, secret), None
        self.learn(self._current)

    def lock(self) -> None:
        """Forget every key: the file can be read again once the passphrase is given again."""
        self._wanted = self._current.header if self._current else self._wanted
        self._keys.clear()
        self._current = None

    @property
    def locked(self) -> bool:
        """Whether the case file is sealed under a key that is not known."""
        return self._wanted is not None

    def _opened(self, data: bytes, *, draft: bool = False) -> tuple[bytes, Key | None]:
        if not is_sealed(data):
            return data, None
        envelope = read_envelope(self.path, data)
        header = header_of(envelope)
        head = _encode(header)
        key = self._keys.get(head)
        if key is None:
            raise _Unknown(self.path, header)
        from cryptography.exceptions import InvalidTag

        try:
            if envelope.sender:
                if not draft:
                    raise InvalidTag
                return key.read_post(envelope, head), key
            return key.cipher.decrypt(envelope.nonce, envelope.data, head), key
        except (InvalidTag, ValueError, OverflowError) as error:
            raise Damaged(self.path, N_("what is sealed in it was changed or is cut off")) from error


class _Unknown(Sealed):
    """Sealed under a key that is not known: `header` tells which."""

    def __init__(self, path: Path, header: Header) -> None:
        super().__init__(path)
        self.header = header


class Derived(NamedTuple):
    """What scrypt gives: the key with the private one behind it, and the check that tells a wrong passphrase."""

    secret: bytes
    check: bytes


def _derived(passphrase: Passphrase, kdf: Kdf) -> Derived:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    try:
        scrypt = Scrypt(salt=kdf.salt, length=_KEY + _CHECK + _POST, n=kdf.n, r=kdf.r, p=kdf.p)
        found = scrypt.derive(passphrase.encoded())
    except MemoryError as error:
        text = N_("{count} MiB of memory are needed for the passphrase, and this machine does not give them now.")
        raise NotSealed(Said(text, {"count": kdf.n * kdf.r * 128 // 2**20})) from error
    return Derived(found[:_KEY] + found[_KEY + _CHECK :], found[_KEY : _KEY + _CHECK])


def _private(secret: bytes) -> "X25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(secret[_KEY:])


def _posted(shared: bytes, head: bytes, sender: bytes) -> "AESGCM":
    """Return the cipher for one thing sealed to the public key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), _KEY, None, b"huanqing post" + head + sender).derive(shared))


def _checksum(bare: Header) -> str:
    from zlib import crc32

    return f"{crc32(_encode(bare)):08x}"
