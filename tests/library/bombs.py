"""Questions made to be slow: some of our own, and those that lie beside the repository where they do."""

import json

from tests.foundation.hostile import INPUTS

FILE = INPUTS / "generated" / "search_bombs.json"
BOMBS = {"parentheses": "(" * 300 + "a" + ")" * 300, "stars": "*a* " * 200, "words": "a b " * 5000}
if FILE.exists():
    BOMBS |= {bomb["name"]: bomb["q"] for bomb in json.loads(FILE.read_text("utf-8"))}
