#!/bin/sh
# Renders the PNG files from the drawings. Needs rsvg-convert (Debian: librsvg2-bin). Run it after changing a drawing.
set -eu
cd "$(dirname "$0")"
mkdir -p ../app
for size in 16 24 32 48 64 128 256 512 1024; do
  rsvg-convert -w "$size" -h "$size" icon.svg -o "../app/${size}x$size.png"
done
for name in tray tray-halted; do
  rsvg-convert -w 16 -h 16 "$name.svg" -o "../$name.png"
  rsvg-convert -w 24 -h 24 "$name.svg" -o "../$name@1.5x.png"
  rsvg-convert -w 32 -h 32 "$name.svg" -o "../$name@2x.png"
done
