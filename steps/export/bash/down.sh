#!/usr/bin/env bash
# shellcheck disable=SC2016  # a $ between single quotes is meant to be one
#
# Takes away what the script for “@NAME@” has made, and nothing else: what that is, it reads in @NAME@.made, which
# the other script wrote; so keep the two in one folder. It can be run again until all is gone.
# Written by `fargate-wizard export @NAME@ --format bash --down`.

@COMMON@
if [[ -z ${MADE_IN:-} ]]; then
    echo "$NOTES tells of nothing that was made, so there is nothing to take away. Keep it beside this script." >&2
    rm -f "$NOTES"
    exit 1
fi
# What is gone already is gone.
SETTLED='NotFound|NoSuchEntity|does not exist|ResourceNotFoundException|not found|Gateway\.NotAttached|INACTIVE'
PASSING='Throttling|RequestLimitExceeded|TooManyRequests|DependencyViolation|InUse|has a dependent object'
PASSING+='|has dependencies|ClusterContains|UpdateInProgress|deployments are active|Draining|DeleteConflict'
PASSING+='|ConcurrentModification|EntityTemporarilyUnmodifiable|Operation.*in progress|associated resources'

# made NAME COMMAND…: run the command if $NAME was made and is not yet forgotten.
made() {
    local name=$1
    shift
    if [[ -n ${!name:-} ]]; then "$@"; fi
}

# gone NAME: it is away.
gone() {
    if [[ -n ${!1:-} ]]; then note "$1" ''; fi
}

@COMMANDS@
rm -f "$NOTES"
echo '@NAME@ is gone.'
