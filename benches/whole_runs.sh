#!/usr/bin/env bash
# Whole runs on large corpora of known truth: counts checked exactly, then times as ratios, peak memory, start-up.
#
#   benches/whole_runs.sh [FOLDER]      corpora go to FOLDER (default: target/corpora; 2.3 GB, kept for the next run)
#
# Needs hyperfine, ripgrep, GNU time, zstd, and DuckDB and Polars for Python. The corpora come from `corpus.py` of the sibling
# folder ../shared; without it nothing can be measured. QUICK=1 leaves out the checks in .gz, .zst and 7 pieces.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-target/corpora}
generator=../shared/tools/corpus.py
faultlens=target/release/faultlens
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

[ -f "$generator" ] || { echo "no $generator: the corpora cannot be made" >&2; exit 2; }
mkdir -p "$folder"
cargo build --release --locked

corpus() { # shape, lines, share of Twilio, file
  [ -f "$4.truth.json" ] || python3 "$generator" --shape "$1" --lines "$2" --twilio "$3" --seed 7 --out "$4"
}
ndjson=$folder/big.ndjson text=$folder/big.log access=$folder/big.access ten=$folder/ten.ndjson
corpus ndjson 4000000 0.2 "$ndjson"
corpus text 4000000 0.2 "$text"
corpus access 3000000 1.0 "$access"
head -n 10 "$ndjson" >"$ten"

echo "== counts"
every=(--threads 1 2 --chunk-size 65536 262144 4194304)
[ -n "${QUICK:-}" ] || every+=(--form plain gz zst --pieces 1 7)
for file in "$ndjson" "$text" "$access"; do
  python3 benches/check_truth.py --binary "$faultlens" --corpus "$file" "${every[@]}"
done

# One call of hyperfine for each comparison; the first command is ours, and is told as a ratio to each of the others.
compare() { # title, commands...
  echo "== $1"
  hyperfine --warmup 1 --runs "${RUNS:-5}" --style none --export-json "$results/run.json" "${@:2}" >"$results/log" 2>&1 || { cat "$results/log"; exit 1; }
  python3 - "$results/run.json" <<'PYTHON'
import json, os, sys

runs = json.load(open(sys.argv[1]))["results"]
names = [" ".join(os.path.basename(word) for word in run["command"].split()) for run in runs]
for name, run in zip(names, runs):
    print(f"{run['median']:7.3f} s wall (min {run['min']:.3f}, max {run['max']:.3f}), {run['user'] + run['system']:7.3f} s of CPU   {name}")
for name, run in list(zip(names, runs))[1:]:
    print(f"{runs[0]['median'] / run['median']:7.2f} x the wall time of {name} (by minima {runs[0]['min'] / run['min']:.2f})")
PYTHON
}
compare "ndjson, 4,000,000 lines" "$faultlens analyze --quiet $ndjson" "rg -c twilio.com $ndjson" "python3 benches/peer_duckdb.py $ndjson"
compare "access, 3,000,000 lines" "$faultlens analyze --quiet $access" "python3 benches/peer_polars.py $access"
compare "start-up, ten lines" "$faultlens analyze --quiet $ten"

echo "== incidents: a year of sixty resources"
cargo bench --bench inner -- incidents/year 2>/dev/null | grep 'time:'

echo "== peak memory"
for file in "$ndjson" "$access"; do
  printf '%s ' "$(basename "$file")"
  /usr/bin/time -v "$faultlens" analyze --quiet "$file" 2>&1 >/dev/null | awk '/Maximum resident/ { printf "%.1f MiB\n", $NF / 1024 }'
done
printf 'ten times ndjson '
for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$ndjson"; done |
  { /usr/bin/time -v "$faultlens" analyze --quiet - >/dev/null; } 2>&1 | awk '/Maximum resident/ { printf "%.1f MiB\n", $NF / 1024 }'
