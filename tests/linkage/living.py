"""Ten days of a portal: people sign in, look, search, write; some post anonymously; deciders decide; nights pass."""

import json
import random
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.linkage import dumps
from tests.linkage.adapter import PLACES, Running
from tests.linkage.population import Event, Member, Plan, moment, text

TRUTH = "truth.json"


def picture(who: Member, colour: str) -> bytes:
    """A picture as it lies on somebody's machine, which wrote into it whose it is.

    What it shows is another thing each time: two posts with the same picture are by one author for all who see them.
    """
    said, file = PngInfo(), BytesIO()
    said.add_text("Author", who.token("f"))
    Image.new("RGB", (24, 24), f"#{colour}").save(file, "PNG", pnginfo=said)
    return file.getvalue()


class Days:
    """One run of a plan. What the adversary may see is below ``dumps``; the truth stays beside it."""

    def __init__(self, plan: Plan, running: Running, folder: Path, seed: int) -> None:
        self.plan, self.running, self.folder = plan, running, folder
        self.chance = random.Random(seed + 1)  # noqa: S311 - a simulation that can be repeated
        self.doors: dict[tuple[int, int], str] = {}
        self.checks: dict[int, str] = {}
        self.batches: list[datetime] = []
        self.known: set[str] = set()
        self.backups: list[Path] = []
        self.happened = {"answers": 0, "changes": 0, "claims": 0}

    def live(self) -> None:
        """Let all of it happen, in order."""
        self.running.open(self.plan, moment(0, 6.5))
        self.running.to_ask = {item.canary for item in self.plan.items if item.asked}
        ticks = self._ticks()
        happening: list[tuple[datetime, int, Event | None]] = [(tick, 0, None) for tick in ticks]
        happening += [(event.at, 1, event) for event in self.plan.events]
        for at, _, event in sorted(happening, key=lambda one: one[:2]):
            with self.running.moved(at):
                if event is None:
                    self._tick(at)
                else:
                    getattr(self, event.what)(event)
        self._write_truth()

    def _ticks(self) -> list[datetime]:
        """When the worker is looked after: at full hours, and in the night."""
        days = range(self.plan.scale.days + 1)
        found = [moment(day, hour) + timedelta(seconds=20) for day in days for hour in (3, *range(6, 22))]
        last_day, last_hour = self.plan.scale.dumps[-1]
        return [tick for tick in found if moment(0, 6.5) < tick <= moment(last_day, last_hour + 0.1)]

    def _tick(self, at: datetime) -> None:
        self.running.work()
        day, hour = (at - moment(0, 0)).days, at.hour
        if hour in {10, 15}:
            self.running.decide()
            self.running.work()
        self._note_batch(at)
        if (day, hour) in self.plan.scale.dumps:
            number = self.plan.scale.dumps.index((day, hour))
            if hour < 6:
                self.backups.append(self.folder / f"backup-{number}")
                self.running.back_up(self.backups[-1])
            dumps.take(self.running, self.folder / "dumps" / str(number), self.backups)

    def _note_batch(self, at: datetime) -> None:
        new = self.running.released() - self.known
        if new:
            self.known |= new
            for item in self.plan.items:
                if item.canary in new:
                    item.batch = len(self.batches)
            self.batches.append(at)

    def _write_truth(self) -> None:
        # Who claimed one post is known to have written one, and likelier than others to have written another: that is
        # declared, so the other posts of theirs leave the test too, and nobody else's could be by them.
        claimants = {item.who for item in self.plan.items if item.claimed}
        items = [asdict(item) | {"at": item.at.timestamp()} for item in self.plan.items]
        told = {
            "items": [one for one in items if one["who"] not in claimants],
            "claimed": [one for one in items if one["who"] in claimants],
            "claimants": sorted(claimants),
            "happened": self.happened,
            "members": [asdict(member) for member in self.plan.members],
            "batches": [at.timestamp() for at in self.batches],
            "passed": self.running.passed,
            "visits": [
                [
                    one.who,
                    one.begins.timestamp(),
                    one.ends.timestamp(),
                    one.draft_at and one.draft_at.timestamp(),
                ]
                for one in self.plan.visits
            ],
        }
        (self.folder / TRUTH).write_text(json.dumps(told))

    # ------------------------------------------------------------------ what people do

    def signs_in(self, event: Event) -> None:
        self.running.sign_in(self.plan.members[event.who])

    def signs_out(self, event: Event) -> None:
        who = self.plan.members[event.who]
        self.running.filled(who, "/account", "/sign-out")

    def looks(self, event: Event) -> None:
        self.running.ask(self.plan.members[event.who], self.chance.choice(PLACES))

    def searches(self, event: Event) -> None:
        who = self.plan.members[event.who]
        self.running.ask(who, f"/library?q={who.token('s')}+{text(self.chance, 1)}")

    def saves_draft(self, event: Event) -> None:
        self.checks[event.who] = self.running.save_draft(self.plan.members[event.who], text(self.chance, 24))

    def sends_named(self, event: Event) -> None:
        self.running.send_named(self.plan.members[event.who], self.checks[event.who])

    def posts(self, event: Event) -> None:
        who, item = self.plan.members[event.who], self.plan.items[event.item]
        item.text = text(self.chance, 24)
        shows = f"{self.chance.randrange(256**3):06x}"
        files = [(picture(who, shows), f"{who.token('f')}.png")] if item.attached else []
        self.running.post(who, item, self._door(event), f"{item.canary} {item.text}", files)

    def reads(self, event: Event) -> None:
        self.running.own(self.plan.members[event.who], self.plan.items[event.item])

    def answers(self, event: Event) -> None:
        item = self.plan.items[event.item]
        words = f"{item.canary} {text(self.chance, 8)}"
        self.happened["answers"] += self.running.answer(self.plan.members[event.who], item, words)

    def changes(self, event: Event) -> None:
        item, words = self.plan.items[event.item], text(self.chance, 24)
        if self.running.change(self.plan.members[event.who], item, f"{item.canary} {words}"):
            item.text = words
            self.happened["changes"] += 1

    def claims(self, event: Event) -> None:
        item = self.plan.items[event.item]
        if self.happened["claims"] < self.plan.scale.claims:
            item.claimed = self.running.claim(self.plan.members[event.who], item)
            self.happened["claims"] += item.claimed

    def _door(self, event: Event) -> str:
        """The door code, learnt by whoever looks first on a day: never by the one who posts, for this."""
        force, day = self.plan.members[event.who].force, event.at.toordinal()
        if (force, day) not in self.doors:
            reader = self.running.administrators[2 * force]
            self.doors[force, day] = self.running.door_code(reader)
        return self.doors[force, day]
