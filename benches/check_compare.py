#!/usr/bin/env python3
"""How well `faultlens compare` tells changes from chance, on days of the incident simulator.

Of each seed a quiet day is made and cut at noon. Nothing may be told of its two halves. Then changes of one point are
planted in the second half, one at a time: a pair that was not there before, and a rise of one that was, over all calls
and on one resource alone (with calls enough that anybody could tell). Each must be told, and be the first of the pairs.

    benches/check_compare.py --binary target/release/faultlens --simulator ../shared/tools/simulate.py --seeds 100 --check
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

NOON = "2026-03-02T12:00:00"
NEW = (400, 21606)


def simulate(simulator, seed, folder):
    subprocess.run(
        [sys.executable, simulator, "--seed", str(seed), "--scenario", "quiet", "--days", "1", "--out", folder],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(os.path.join(folder, "twilio.log")) as log:
        return log.read().splitlines()


def compare(binary, lines, folder):
    path = os.path.join(folder, "planted.log")
    with open(path, "w") as log:
        log.write("\n".join(lines) + "\n")
    ran = subprocess.run([binary, "compare", path, "--at", NOON + "Z", "--json", "--quiet"], capture_output=True, check=True)
    return json.loads(ran.stdout)


def resource(line):
    """The host and the first literal parts of the path: enough to take the calls of one resource together."""
    parts = [part for part in line["url"].split("?")[0].split("/") if part and not any(c.isdigit() for c in part)]
    return "/".join(parts).replace(".json", "")


def plant(lines, rng, pair, least):
    """Turns successes after noon into the pair: a hundredth of the calls of one resource with at least so many, or of
    all calls where that is None."""
    records = [json.loads(line) for line in lines]
    later = [place for place, record in enumerate(records) if record["ts"] >= NOON]
    if least is not None:
        by_resource = {}
        for place in later:
            by_resource.setdefault(resource(records[place]), []).append(place)
        busy = sorted(name for name, places in by_resource.items() if len(places) >= least)
        if not busy:
            return None
        later = by_resource[rng.choice(busy)]
    good = [place for place in later if records[place].get("status") in (200, 201)]
    out = list(lines)
    for place in rng.sample(good, len(later) // 100):
        out[place] = json.dumps({**records[place], "status": pair[0], "twilio_code": pair[1]})
    return out


def first(found, pair):
    rows = found["pairs"]
    if not rows:
        return False
    top = rows[0]
    return (top["http_status"], top["twilio_code"]) == pair and top["change"] in ("new", "risen")


def told_of(found, pair):
    """Where the pair stands among the rows, and with which numbers."""
    for place, row in enumerate(found["pairs"], 1):
        if (row["http_status"], row["twilio_code"]) == pair:
            numbers = {name: row[name] for name in ("at", "change", "before", "before_of", "after", "after_of", "q_value", "spread")}
            return f"row {place}, {json.dumps(numbers)}"
    return "no row"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/faultlens")
    parser.add_argument("--simulator", default="../shared/tools/simulate.py")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--check", action="store_true", help="fail below 95 in 100")
    typed = parser.parse_args()
    quiet = told = 0
    plans = {"new, of all calls": None, "rise, of all calls": None, "new, on one resource": 2000, "rise, on one resource": 5000}
    right = {name: [0, 0] for name in plans}
    for seed in range(typed.first, typed.first + typed.seeds):
        rng = random.Random(f"planted:{seed}")
        with tempfile.TemporaryDirectory() as folder:
            lines = simulate(typed.simulator, seed, folder)
            found = compare(typed.binary, lines, folder)
            quiet += found["changed"] == 0
            told += found["changed"]
            if found["changed"]:
                rows = [row for row in found["pairs"] + found["resources"] if row["change"] != "none"]
                print(f"seed {seed}: told of a quiet day: {json.dumps(rows)[:400]}", flush=True)
            known = [(row["http_status"], row["twilio_code"]) for row in found["pairs"] if row["class"] == "4xx" and row["before"] > 0]
            for name, least in plans.items():
                pair = NEW if name.startswith("new") else rng.choice(sorted(known))
                planted = plant(lines, rng, pair, least)
                if planted is None:
                    continue
                changed = compare(typed.binary, planted, folder)
                good = first(changed, pair)
                right[name][0] += good
                right[name][1] += 1
                if not good:
                    print(f"seed {seed}: {name}: {pair} is not first: {told_of(changed, pair)}", flush=True)
    print(f"quiet days of which nothing was told: {quiet} of {typed.seeds} ({told} changes told in all)")
    for name, (good, planted) in right.items():
        print(f"planted {name}, one point: first in {good} of {planted}")
    enough = quiet >= 0.95 * typed.seeds and all(good >= 0.95 * planted for good, planted in right.values())
    if typed.check and not enough:
        sys.exit(1)


if __name__ == "__main__":
    main()
