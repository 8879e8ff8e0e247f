#!/usr/bin/env python3
"""Checks the counts of `faultlens analyze` against a corpus whose truth is known: exactly, or the check fails.

    python3 benches/check_truth.py --binary target/debug/faultlens --corpus app.ndjson \\
        --threads 1 2 --chunk-size 4096 65536 1000003 --form plain gz zst --pieces 1 7

Beside the corpus stands `app.ndjson.truth.json`: bytes, lines, and the count of each (hour, resource, HTTP status, Twilio
code). Each combination of the options is one run; `--pieces 7` cuts the corpus into 7 files, at ends of lines. `zst` needs
the program zstd. Standard library only. Ends with `N passed, N failed`; exit code 1 when one failed.
"""
import argparse
import collections
import csv
import gzip
import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


def truth_of(corpus):
    truth = json.loads(pathlib.Path(str(corpus) + ".truth.json").read_text())
    cells = collections.Counter()
    for cell in truth["cells"]:
        code = cell["twilio_code"]
        key = (cell["hour"], cell["resource"], str(cell["http_status"]), "" if code is None else str(code))
        cells[key] += cell["count"]
    return truth, cells


def cut(corpus, pieces, folder):
    """The corpus as `pieces` files of about equal size, or itself when it is one."""
    if pieces == 1:
        return [corpus]
    paths, share = [], corpus.stat().st_size // pieces + 1
    with open(corpus, "rb") as whole:
        for index in range(pieces):
            path = folder / f"{index:03}{corpus.suffix}"
            with open(path, "wb") as out:
                left = share
                while left > 0 and (block := whole.read(min(left, 1 << 20))):
                    out.write(block)
                    left -= len(block)
                out.write(whole.readline())
            paths.append(path)
    return paths


def pack(paths, form, folder):
    """The files in that form, alone in a folder of their own."""
    folder.mkdir()
    for path in paths:
        packed = folder / (path.name if form == "plain" else f"{path.name}.{form}")
        if form == "plain":
            packed.symlink_to(path.resolve())
        elif form == "gz":
            with open(path, "rb") as source, gzip.open(packed, "wb", compresslevel=1) as out:
                shutil.copyfileobj(source, out, 1 << 20)
        else:
            subprocess.run(["zstd", "-q", "-1", str(path), "-o", str(packed)], check=True)
    return sorted(folder.iterdir())


def counted(binary, paths, threads, chunk, folder):
    """The cells rolled up to the hour, and the coverage, of one run."""
    out = folder / "report"
    command = [binary, "analyze", "--quiet", "--threads", threads, "--chunk-size", chunk, "--out", out, "--format", "csv,json"]
    run = subprocess.run([*map(str, command), *map(str, paths)], capture_output=True)
    if run.returncode != 0:
        raise RuntimeError(f"exit {run.returncode}: {run.stderr.decode(errors='replace')[:400]}")
    cells = collections.Counter()
    with open(out / "cells.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            hour = row["window_start"][:13] + ":00:00Z"
            cells[hour, row["resource"], row["http_status"], row["twilio_code"]] += int(row["attempts"])
    return cells, json.loads((out / "report.json").read_text())["coverage"]


def difference(truth, want, cells, coverage):
    """What is wrong, in one line; empty when nothing is."""
    wrong = [f"{key}: {cells[key]} for {want[key]}" for key in sorted(want.keys() | cells.keys()) if want[key] != cells[key]]
    wrong += [f"{name}: {coverage[name]} for {truth[name]}" for name in ("bytes", "lines") if coverage[name] != truth[name]]
    return f"{len(wrong)} wrong, the first: {wrong[0]}" if wrong else ""


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default="target/release/faultlens")
    args.add_argument("--corpus", type=pathlib.Path, required=True)
    args.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    args.add_argument("--chunk-size", type=int, nargs="+", default=[1 << 18])
    args.add_argument("--form", choices=("plain", "gz", "zst"), nargs="+", default=["plain"])
    args.add_argument("--pieces", type=int, nargs="+", default=[1])
    args = args.parse_args()

    truth, want = truth_of(args.corpus)
    passed = failed = 0
    for pieces, form in itertools.product(args.pieces, args.form):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            paths = pack(cut(args.corpus, pieces, folder), form, folder / "packed")
            for threads, chunk in itertools.product(args.threads, args.chunk_size):
                try:
                    wrong = difference(truth, want, *counted(args.binary, paths, threads, chunk, folder))
                except RuntimeError as error:
                    wrong = str(error)
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"FAILED {args.corpus.name} {form} in {pieces}, {threads} threads, chunks of {chunk}: {wrong}")
    print(f"{args.corpus.name}: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
