#!/usr/bin/env bash
# Writes the rendered report of the demo logs into this folder. The picture needs Chromium and is left as it is without it.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --locked
python3 fixtures/demo.py
target/release/faultlens analyze fixtures/demo --out reports --format html,json,markdown,csv,svg --quiet >reports/terminal.txt

if browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome); then
  profile=$(mktemp -d)
  trap 'rm -rf "$profile"' EXIT
  "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" --window-size=1280,1600 \
    --screenshot="$PWD/reports/demo.png" "file://$PWD/reports/report.html" 2>/dev/null
fi

# The page wide, narrow, dark and printed; needs the browser's driver (npm ci in tests/browser).
if [ -d tests/browser/node_modules ]; then
  node tests/browser/page.mjs target/release/faultlens --pictures reports
fi
