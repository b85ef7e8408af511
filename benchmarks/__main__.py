"""``python -m benchmarks`` runs them all, one after the other."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = (
    "posting.py",
    "open_posts.py",
    "rehearsal.py",
    "library_pages.py",
    "search_engine.py",
    "search_quality.py",
    "receipts.py",
    "identifying.py",
    "printing.py",
    "mail_down.py",
)

for name in ALL:
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, HERE / name], check=True)
