"""Codes that people write down: 130 random bits in 26 symbols and a check symbol; what is derived from one. Pure."""

import hashlib
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
CHECK_ALPHABET = ALPHABET + "*~$=U"
CODE_LENGTH = 26  # 130 bits, of which 112 would do (ASVS 5.0 6.5.2)
GROUP = 3
ALIKE = str.maketrans("OIL", "011")
BETWEEN_GROUPS = frozenset({"Zs", "Pd", "Cc", "Cf"})  # spaces, dashes, line ends and what cannot be seen
TYPED_AT_MOST = 200


def check_symbol(code: str) -> str:
    """Crockford's check symbol: it finds every single wrong symbol and every swap of neighbours."""
    number = 0
    for symbol in code:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_ALPHABET[number % 37]


def symbols_from(random_bytes: bytes, length: int) -> str:
    """So many symbols from bytes, of which five bits are spent on each."""
    number = int.from_bytes(random_bytes, "big")
    symbols = ""
    for _ in range(length):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols


def code_from(random_bytes: bytes) -> str:
    """A code of 26 symbols and its check symbol, from at least 17 random bytes."""
    symbols = symbols_from(random_bytes, CODE_LENGTH)
    return symbols + check_symbol(symbols)


def folded(typed: str) -> str:
    """What was typed with every symbol in its one form, and nothing between them."""
    upper = unicodedata.normalize("NFKC", typed).upper().translate(ALIKE)
    return "".join(symbol for symbol in upper if unicodedata.category(symbol) not in BETWEEN_GROUPS)


def read_code(typed: str) -> str | None:
    """The one canonical form of a code as somebody typed it; nothing where it cannot be one.

    Any case, spaces, hyphens, full-width digits, and O for 0 or I and L for 1, are all the same code.
    """
    body = folded(typed[:TYPED_AT_MOST])
    if len(body) != CODE_LENGTH + 1 or any(symbol not in ALPHABET for symbol in body[:-1]):
        return None
    return body if check_symbol(body[:-1]) == body[-1] else None


def spoken_code(code: str) -> list[str]:
    """A code in groups of three, as it is written down."""
    return [code[place : place + GROUP] for place in range(0, len(code), GROUP)]


def derived(code: str, purpose: str) -> str:
    """What is kept of a code for one purpose: nothing leads back from it. 130 random bits need no slow hash."""
    return hashlib.sha256(f"portal receipt {purpose}\x1f{code}".encode()).hexdigest()
