"""Random damage to the journal of what stands, and what `down` makes of it: `python -m tests.crash.damage --cases 1000`.

It may take all of it down (exit 0), or refuse or tell what is left (1, 2, 3); never say 0 with something standing.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.crash.disturbed import Disturbed, done
from tests.crash.forked import forking

REFUSED = (1, 2, 3)
STEPS = ("permission", "network")
PLACE = ("--target", "sandbox", "--region", "eu-central-1")

Damage = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, text: bytes) -> bytes:
    """Take a piece out."""
    start, end = sorted(chance.sample(range(len(text)), 2))
    return text[:start] + text[end:]


def halve(chance: random.Random, text: bytes) -> bytes:
    """Keep the beginning or the end."""
    place = chance.randrange(len(text))
    return text[:place] if chance.random() < 0.7 else text[place:]


def swap(chance: random.Random, text: bytes) -> bytes:
    """Let two lines change places."""
    lines = text.splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def drop(chance: random.Random, text: bytes) -> bytes:
    """Lose some lines."""
    share = chance.random()
    return b"".join(line for line in text.splitlines(keepends=True) if chance.random() > share)


def flip(chance: random.Random, text: bytes) -> bytes:
    """Turn some bits round."""
    found = bytearray(text)
    for _ in range(chance.choice([1, 1, 1, 3, 30])):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


DAMAGES: tuple[Damage, ...] = (cut, halve, swap, drop, flip, flip)


def leaks(disturbed: Disturbed, seed: int) -> Iterator[str]:
    """Build, damage the journal, take down: what stands although `down` said that nothing does, and what else is wrong."""
    chance, wizard, name = random.Random(seed), disturbed.wizard, disturbed.new_name()
    journal = wizard.home / name / "journal.jsonl"
    done(wizard.up(name, "--until", chance.choice(STEPS)))
    whole = journal.read_bytes()
    damage = chance.choice(DAMAGES)
    journal.write_bytes(damage(chance, whole))
    ended = wizard.down(name)
    if ended.code == 0:
        yield from (f"silent leak: {each}" for each in disturbed.left())
    elif ended.code not in REFUSED or "Traceback" in ended.err:
        yield f"exit {ended.code}: {ended.err[-300:]}"
    if ended.code == 0:
        return
    journal.parent.mkdir(exist_ok=True)
    journal.write_bytes(whole)
    done(wizard("down", name, *PLACE, "--yes", "--json"))
    yield from (f"with the whole journal: {each}" for each in disturbed.left())


def main() -> int:
    """Run so many cases, a line for each that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.damage", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first case")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no case after so many")
    options = parser.parse_args()
    started, bad, number = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as home, forking(Path(home)) as wizard:
        disturbed = Disturbed(wizard)
        for seed in range(options.first, options.first + options.cases):
            if time.monotonic() - started > options.minutes * 60:
                break
            try:
                wrong = list(leaks(disturbed, seed))
            except AssertionError as error:
                wrong = [str(error)]
            number += 1
            if wrong:
                bad += 1
                print("\n      ".join([f"seed {seed}", *(each[:300] for each in wrong[:8])]), flush=True)
                disturbed.begin_anew()
    print(f"{bad} of {number} wrong, after {(time.monotonic() - started) / 60:.1f} minutes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
