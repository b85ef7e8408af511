"""What an attack found, written down: everything as JSON, and a page for people."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write(told: Mapping[str, Any], folder: Path) -> None:
    """Keep a report beside the others."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{told['scale']}-{told['database']}"
    (folder / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")
    (folder / f"{name}.md").write_text(page(told))


def page(told: Mapping[str, Any]) -> str:
    """A report as a page of Markdown."""
    verdict, seeds = told["verdict"], ", ".join(map(str, told["seeds"]))
    first = f"{verdict['first']:.1f} times of {verdict['items']}; chance gives {verdict['by_chance']:.1f}"
    lines = [
        f"# Linkage attack, {told['scale']} form, on {told['database']}",
        "",
        f"Made on {told['made']} of `{told['commit']}` by `{told['command']}`: seeds {seeds}, "
        f"{verdict['items']} posts, chance tried {told['tries']:,} times; {told['seconds']:,} seconds.",
        "",
        f"**{'Passed' if verdict['passed'] else 'Not passed'}.** The true author stood first {first}, and "
        f"{verdict['too_many']:.0f} or more once in a thousand. Upper 95 % bound of the share: "
        f"{verdict['upper_95']:.1%}{'' if verdict['bounded'] else ', which so few posts cannot bear out'}. "
        f"Places that name both: {len(verdict['exact'])}.",
        "",
        *(f"- {fault}" for fault in verdict["faults"]),
        "",
        "| channel | statistic | found | chance | p | adjusted p | where most |",
        "|---|---|---|---|---|---|---|",
        *(_row(one) for one in verdict["channels"]),
    ]
    if told["planted"]:
        lines += ["", "| planted | leak | found | by |", "|---|---|---|---|"]
        lines += [
            f"| {name} | {one['leak']} | {'yes' if one['found'] else 'NO'} | {one['by'][0] if one['by'] else ''} |"
            for name, one in told["planted"].items()
        ]
        alone = "; ".join(told["control"]) or "nothing"
        lines += ["", f"Without a leak the runs into which they were planted show by themselves: {alone}."]
    again = told["relabelled"]
    if again["passed"] is not None:
        struck = "; ".join(f"{rule} struck {times}" for rule, times in sorted(again["struck"].items()))
        lines += [
            "",
            f"Truths drawn anew that pass: {again['passed']:.1%} of {again['times']}. {struck}".rstrip(),
        ]
    dumps = zip(told["seeds"], told["dumps"], strict=True)
    lines += ["", *(f"SHA-256 of the dumps of seed {seed}: `{digest}`" for seed, digest in dumps)]
    return "\n".join(lines) + "\n"


def _row(one: Mapping[str, Any]) -> str:
    numbers = f"{one['value']:.2f} | {one['expected']:.2f} | {one['p']:.2g} | {one['adjusted']:.2g}"
    return f"| {one['channel']} | {one['statistic']} | {numbers} | {one['where']} |"
