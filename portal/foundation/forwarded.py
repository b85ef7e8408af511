"""From where a request comes, where a web server of one's own stands in front of the portal. Pure."""

from collections.abc import Collection


def client_of(peer: str, forwarded: str, proxies: Collection[str]) -> str:
    """The address of whoever asks: of the ``peer``, or what a proxy that is trusted says in ``X-Forwarded-For``.

    Read from the end, past the proxies that are known: what stands before was written by somebody else, and anybody can
    write it (ASVS 5.0 4.1.3). Nothing is kept of it.
    """
    if peer not in proxies:
        return peer
    said = [address.strip() for address in forwarded.split(",")]
    return next((address for address in reversed(said) if address and address not in proxies), peer)
