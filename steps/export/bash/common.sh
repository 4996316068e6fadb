set -euo pipefail
export AWS_DEFAULT_REGION=@REGION@ AWS_REGION=@REGION@ AWS_PAGER=

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
NOTES=$HERE/@NAME@.made  # the ids of what was made, so that this can be run again, and all of it taken away
PAUSE=${PAUSE:-5}        # seconds between two tries
ERRORS=$(mktemp)
trap 'rm -f "$ERRORS"' EXIT

ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
PLACE=$ACCOUNT/$AWS_REGION
touch "$NOTES"
# shellcheck source=/dev/null
. "$NOTES"
if [[ ${MADE_IN:-$PLACE} != "$PLACE" ]]; then
    echo "$NOTES tells of what was made in $MADE_IN, and you are in $PLACE. Nothing was done." >&2
    exit 1
fi

# note NAME VALUE: set the variable, now and whenever this is run again.
note() {
    printf -v "$1" '%s' "$2"
    printf '%s=%q\n' "$1" "$2" >>"$NOTES"
}

# patiently COMMAND…: run it again while AWS refuses it for a reason that passes by itself; its answer is in $ANSWER.
patiently() {
    local tries=0
    until ANSWER=$("$@" 2>"$ERRORS"); do
        if grep -Eq "$SETTLED" "$ERRORS"; then return; fi
        tries=$((tries + 1))
        if [[ $tries -gt 240 ]] || ! grep -Eq "$PASSING" "$ERRORS"; then
            cat "$ERRORS" >&2
            printf 'Stopped at: %s\nWhat stands is noted in %s; run this again to carry on.\n' "${*:1:3}" "$NOTES" >&2
            exit 1
        fi
        sleep "$PAUSE"
    done
}

# until_is ANSWER COMMAND…: ask again and again until this is the answer.
until_is() {
    local wanted=$1 looks
    shift
    for looks in {1..240}; do
        patiently "$@"
        if [[ $ANSWER == "$wanted" ]]; then return; fi
        sleep "$PAUSE"
    done
    printf 'After %s looks it is still “%s” and not “%s”: %s\n' "$looks" "$ANSWER" "$wanted" "${*:1:3}" >&2
    exit 1
}
