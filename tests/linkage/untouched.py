"""What posting anonymously touches, and what is left of a receipt and of files that could name their author.

``python -m tests.linkage.untouched DATABASE FOLDER``, in a process of its own, for a portal is bound to it.
"""

import base64
import hashlib
import json
import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, make_url, text
from werkzeug.test import TestResponse

from tests.client import hidden_fields
from tests.foundation.test_files import pdf
from tests.linkage import dumps
from tests.linkage.adapter import REFUSED, Running
from tests.linkage.known import PACKED, Known, _decoded
from tests.linkage.population import PLAIN, Item, Scale, moment, planned
from tests.linkage.runs import databases

SMALL = Scale("small", ((12,),), 1, 0, 0, 0, 0, 0, 0, (0, 0), ())
CANARY = b"7F3A"
CANARIES = {"canary": CANARY, "canary in two-byte letters": "7F3A".encode("utf-16-le")}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INPUTS = Path(__file__).parents[3] / "shared" / "inputs" / "generated"
AT_THE_DESK = (".jpg", ".png", "whole.pdf")  # what it takes: the PDFs beside the project have no page
LARGEST_UNPACKED = 1 << 20  # tables and logs of a database pack nothing
THE_DESKS = re.compile(r"anonymous\.sqlite|portal\.log")


def stored(running: Running) -> dict[str, str]:
    """Every row of the main database and every file of the instance but the desk's own, each as a digest."""
    found = {}
    engine = create_engine(running.settings.database)
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            rows = sorted(repr(tuple(row)) for row in connection.execute(text(f'select * from "{table}"')))  # noqa: S608
            found[f"table {table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    engine.dispose()
    for file in sorted(running.instance.rglob("*")):
        # What SQLite keeps of who reads just now (-shm) is no data: readers of this test stand there too.
        if file.is_file() and not THE_DESKS.search(file.name) and not file.name.endswith("-shm"):
            found[f"file {file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def forms_of(receipt: str) -> dict[str, bytes]:
    """A receipt as it might have slipped in."""
    number = 0
    for symbol in receipt[:26]:
        number = number * 32 + ALPHABET.index(symbol)
    raw = number.to_bytes(17, "big")
    spoken = [receipt[place : place + 3] for place in range(0, len(receipt), 3)]
    words = {"whole": receipt, "without its check": receipt[:26], "in groups": " ".join(spoken)}
    words["joined"] = "-".join(spoken)
    found = {name: word.encode() for name, word in words.items()}
    found |= {f"{name}, lower": word.lower() for name, word in found.items()}
    found |= {f"{name}, hexadecimal": word.hex().encode() for name, word in list(found.items())}
    for name, word in (("whole", receipt), ("without its check", receipt[:26])):
        for written in (word, word.lower()):
            digest = hashlib.sha256(written.encode())
            found[f"{name} {written[:1]} sha256"] = digest.digest()
            found[f"{name} {written[:1]} sha256 hexadecimal"] = digest.hexdigest().encode()
            found[f"{name} {written[:1]} base64"] = base64.b64encode(written.encode())[:-4]
    decoded = {
        "decoded": raw,
        "decoded, backwards": raw[::-1],
        "decoded, digest": hashlib.sha256(raw).digest(),
    }
    found |= decoded | {f"{name}, hexadecimal": word.hex().encode() for name, word in decoded.items()}
    return found | {"as a number": str(number).encode()}


def opened(data: bytes) -> list[bytes]:
    """Some bytes, and all that can be unpacked from them: archives, and packed or encoded stretches."""
    found = [data]
    if data.startswith(b"PK") and zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    elif len(data) < LARGEST_UNPACKED and PACKED.search(data):
        found += [inner for _, inner in _decoded(data, 1)]
    return found


def searched(folder: Path, sought: dict[str, bytes]) -> list[str]:
    """In which files of a dump any of these stand, and as what."""
    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        for number, data in enumerate(opened(file.read_bytes())):
            found += [
                f"{file.relative_to(folder)} ({number}): {name}"
                for name, word in sought.items()
                if word in data
            ]
    return found


def lived(database: str, folder: Path) -> dict[str, Any]:
    """Somebody who is signed in and has just saved a draft posts anonymously; files are attached; a night passes."""
    with databases(database, folder) as (main, desk):
        running, plan = Running(folder, main, desk), planned(SMALL, 1)
        running.open(plan, moment(0, 6.5))
        who = plan.members[3]
        with running.moved(moment(0, 9)):
            for member in plan.members:  # where few were about in a week, what waits at the desk is kept back
                running.sign_in(member)
            door = running.door_code(running.administrators[0])
            check = running.save_draft(who, "Words of a draft on another matter.")
            running.work()
        item = Item(0, "itm-0123456789ab", who.index, 0, PLAIN, moment(0, 9.1))
        files = canaries()
        chosen = [(content, f"7F3A {name}") for name, content in files.items() if name.endswith(AT_THE_DESK)]
        with running.moved(item.at):
            before = stored(running)
            refused = _refused(running, who, item, door, files)
            running.post(who, item, door, "Words that nobody is to be found by.", chosen)
            added = _added_by_receipt(running, who, item, files)
            own = _own_files(running, who, item)
            after = stored(running)
        with running.moved(moment(0, 9.2)):
            attached, downloads = _attach(running, who, check.replace("/check", "/attachments"), files)
            named = set(downloads)
        with running.moved(moment(0, 14.1)):
            running.work()
            released = running.released()
            running.decide()
            running.work()
            running.own(who, item)
            downloads |= _read_anonymous(running, item)
        hot, cold = folder / "dumps" / "hot", folder / "dumps" / "cold"
        dumps.take(running, hot)
        with running.moved(moment(1, 3.1)):
            running.work()
            running.back_up(folder / "backup")
        dumps.take(running, cold, [folder / "backup"])
    sought = forms_of(item.receipt)
    known = Known([], [item.canary])
    return {
        "changed": sorted(name for name in before | after if before.get(name) != after.get(name)),
        "looked at": len(before),
        "released": sorted(released),
        "receipt": searched(folder / "dumps", sought),
        "canary": searched(folder / "dumps", CANARIES),
        "files": sorted(files),
        "attached": attached,
        "chosen at the desk": sorted(name.removeprefix("7F3A ") for _, name in chosen),
        "refused at the desk": refused,
        "added by receipt": added,
        "of the post": len(downloads) - len(named),
        "own files": len(own),
        "in downloads": [name for name, data in (downloads | own).items() if has_canary(data)],
        "post itself": bool(
            known.in_bytes(b"".join(file.read_bytes() for file in hot.rglob("anonymous.sqlite"))).items
        )
        or make_url(main).get_backend_name() == "postgresql",
    }


def has_canary(data: bytes) -> bool:
    """Whether the canary stands in some bytes, or in what is packed in them."""
    return any(canary in one for one in opened(data) for canary in CANARIES.values())


def canaries() -> dict[str, bytes]:
    """Every file beside the project that carries the canary, and a PDF that is whole, which none of those is."""
    beside = sorted(INPUTS.iterdir()) if INPUTS.is_dir() else []
    found = {file.name: content for file in beside if has_canary(content := file.read_bytes())}
    return {**found, "whole.pdf": pdf()}


def _refused(running: Running, who: Any, item: Item, door: str, files: dict[str, bytes]) -> list[str]:
    """Those of which the desk files no post: each is sent with one."""
    found = []
    for name, content in files.items():
        if not name.endswith(AT_THE_DESK):
            done = running.post_with(who, item, door, "Words.", [(content, f"7F3A {name}")])
            found += [name] if "/anonymous/idea/file" in done.text else []
    return found


def _added_by_receipt(running: Running, who: Any, item: Item, files: dict[str, bytes]) -> list[str]:
    """Those of which the desk takes a copy when they are sent by receipt."""
    found, address = [], "/anonymous/receipt/files/add"
    for name, content in files.items():
        shown = running.ask(who, "/anonymous/receipt/files", {"code": item.receipt})
        if address not in shown.text:  # as many as a post can have
            break
        sent = {**hidden_fields(shown, address), "files": (BytesIO(content), f"7F3A {name}")}
        after = running.ask(who, address, sent, REFUSED)
        found += [name] if len(_keys(after)) > len(_keys(shown)) else []
    return found


def _own_files(running: Running, who: Any, item: Item) -> dict[str, bytes]:
    """The files of the post as its author is handed them."""
    shown = running.ask(who, "/anonymous/receipt/files", {"code": item.receipt})
    address = "/anonymous/receipt/files/open"
    return {
        f"{address} {key}": running.ask(who, address, {"code": item.receipt, "file": key}).data
        for key in _keys(shown)
    }


def _keys(shown: TestResponse) -> list[str]:
    """The keys of the files on a page: each can be removed."""
    return list(dict.fromkeys(re.findall(r'name="file" value="(\w+)"', shown.text)))


def _read_anonymous(running: Running, item: Item) -> dict[str, bytes]:
    """The files of the anonymous post, as its deciders and its author are handed them."""
    reader, found = running.deciders[0], {}
    listed = running.ask(reader, f"/library?q={item.canary}").text
    for place in sorted(set(re.findall(r'href="(/(?:library|submissions)/[\w-]{8,9})"', listed))):
        for name in set(re.findall(r'href="(/[\w/-]+/attachments/[\w-]+)"', running.ask(reader, place).text)):
            found[name] = running.ask(reader, name).data
    return found


def _attach(
    running: Running, who: Any, address: str, files: dict[str, bytes]
) -> tuple[list[str], dict[str, bytes]]:
    """Send every file through the page for attachments. Gives those that were taken, and what became of them."""
    taken = []
    for name, content in files.items():
        token = hidden_fields(running.ask(who, address), address)["csrf_token"]
        sent = {"csrf_token": token, "file": (BytesIO(content), f"{who.token('f')} {name}")}
        answer = running.browser(who).open(address, method="POST", data=sent)
        taken += [name] if answer.status_code == 302 else []
    page = running.ask(who, address).text
    names = sorted(set(re.findall(r'href="(/submissions/[\w-]+/attachments/[\w-]+)"', page)))
    return taken, {name: running.ask(who, name).data for name in names}


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    sys.stdout.write(json.dumps(lived(sys.argv[1], Path(sys.argv[2]))) + "\n")
