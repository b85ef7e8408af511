"""What an upload may cost, and how it is refused."""

from dataclasses import dataclass


class UnsafeFile(Exception):
    """A file that is not taken. Its message is a sentence for the person, with what to do instead."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a file may be, hold or take to read (hardening B, files)."""

    size: int = 20 * 1024 * 1024
    pixels: int = 25_000_000
    unpacked: int = 50 * 1024 * 1024
    entries: int = 1_000
    ratio: int = 100
    memory: int = 768 * 1024 * 1024  # of address space, the interpreter's own included
    seconds: int = 5  # of processor
    patience: int = 20  # seconds by the clock, for a machine that is busy
    longest: int = 0  # pixels of the longer side, to which a picture is scaled down; 0: as it is
    apart: bool = False  # the same file twice becomes two that share no bytes to be compared by
