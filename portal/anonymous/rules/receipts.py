"""The receipt: 130 random bits in 26 symbols and a check symbol, and what is derived from it. Pure."""

import hashlib
import hmac
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
CHECK_ALPHABET = ALPHABET + "*~$=U"
RECEIPT_LENGTH = 26  # 130 bits, of which 112 would do (ASVS 5.0 6.5.2)
GROUP = 3
ALIKE = str.maketrans("OIL", "011")
BETWEEN_GROUPS = frozenset({"Zs", "Pd", "Cc", "Cf"})  # spaces, dashes, line ends and what cannot be seen


def check_symbol(receipt: str) -> str:
    """Crockford's check symbol: it finds every single wrong symbol and every swap of neighbours."""
    number = 0
    for symbol in receipt:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_ALPHABET[number % 37]


def receipt_from(random_bytes: bytes) -> str:
    """A receipt of 26 symbols and its check symbol, from at least 17 random bytes."""
    number = int.from_bytes(random_bytes, "big")
    symbols = ""
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols + check_symbol(symbols)


def read_receipt(typed: str) -> str | None:
    """The one canonical form of a receipt as somebody typed it; nothing where it cannot be one.

    Any case, spaces, hyphens, full-width digits, and O for 0 or I and L for 1, are all the same receipt.
    """
    body = _symbols(typed[:200])
    if len(body) != RECEIPT_LENGTH + 1 or any(symbol not in ALPHABET for symbol in body[:-1]):
        return None
    return body if check_symbol(body[:-1]) == body[-1] else None


def within(text: str, receipt: str) -> bool:
    """Whether a text holds the receipt, however it is written there."""
    return receipt[:-1] in "".join(symbol for symbol in _symbols(text) if symbol in ALPHABET)


def _symbols(typed: str) -> str:
    folded = unicodedata.normalize("NFKC", typed).upper().translate(ALIKE)
    return "".join(symbol for symbol in folded if unicodedata.category(symbol) not in BETWEEN_GROUPS)


def spoken_receipt(receipt: str) -> list[str]:
    """A receipt in groups of three, as it is written down."""
    return [receipt[place : place + GROUP] for place in range(0, len(receipt), GROUP)]


def derived(receipt: str, purpose: str) -> str:
    """What is stored of a receipt for one purpose. 130 random bits need no slow hash."""
    return hashlib.sha256(f"portal receipt {purpose}\x1f{receipt}".encode()).hexdigest()


def key_for(secret: str, purpose: str) -> str:
    """A key that serves one purpose, made from the one that the operator keeps."""
    return hmac.new(secret.encode(), f"portal anonymous {purpose}".encode(), hashlib.sha256).hexdigest()


def seal(key: str, receipt: str) -> str:
    """The mark that a receipt was made here: it comes back with the post it was made for."""
    return hmac.new(key.encode(), f"receipt {receipt}".encode(), hashlib.sha256).hexdigest()


def sealed(key: str, receipt: str, mark: str) -> bool:
    """Whether this is the mark of this receipt."""
    return hmac.compare_digest(seal(key, receipt).encode(), mark.encode())
