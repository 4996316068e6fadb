#!/usr/bin/env bash
# shellcheck disable=SC2016  # a $ between single quotes is meant to be one
#
# Builds the platform “@NAME@” in @REGION@, in the account that your AWS CLI is logged in to. It is what
# `fargate-wizard up @NAME@` asks of AWS, call by call, written down by `fargate-wizard export`.
#
#   needs    bash, the AWS CLI, Docker; nothing that is called @NAME@ in that account
#   reads    @ENVIRONMENT@: the values of the apps' environments, which are nobody else's business (mode 0600)
#   writes   @NAME@.made, beside itself: what it has made. Run it again after an interruption, and it carries on.
#            What was asked for in the very moment of an interruption it cannot know, and asks for again.
#   undone   by the script that `fargate-wizard export @NAME@ --format bash --down` writes
#
# It costs money as long as it stands: see the page “The front door” of the wizard, or aws.amazon.com/ecs/pricing.

@COMMON@
# What an earlier run of a later part may have left half done is no reason to stop.
SETTLED='InvalidPermission\.Duplicate|Resource\.AlreadyAssociated|RouteAlreadyExists'
PASSING='Throttling|RequestLimitExceeded|TooManyRequests|[Nn]ot ?[Ff]ound|does not exist|NoSuchEntity'
PASSING+='|nable to assume|does not have an associated load balancer|still Draining|Enabling private DNS'
PASSING+='|conflicting DNS domain|ConcurrentModification|inactive'
note MADE_IN "$PLACE"

# make NAME COMMAND…: run the command, unless an earlier run of this script did; its answer is $NAME from now on.
# With several names, as A,B, the answer is several words.
make() {
    local names=$1 first=${1%%,*} name answers at=0
    shift
    if [[ -n ${!first:-} ]]; then return; fi
    patiently "$@"
    read -r -a answers <<<"${ANSWER:-done}"
    for name in ${names//,/ }; do
        note "$name" "${answers[at]:-done}"
        at=$((at + 1))
    done
}

# once NAME COMMAND…: the same where the answer does not matter.
once() {
    local name=$1
    shift
    if [[ -n ${!name:-} ]]; then return; fi
    patiently "$@"
    note "$name" 'done'
}

# aloud NAME COMMAND…: the same for what is not AWS's, and may talk.
aloud() {
    local name=$1
    shift
    if [[ -n ${!name:-} ]]; then return; fi
    "$@"
    note "$name" 'done'
}

# The folder with a sub-folder for each app.
APPS=${APPS:-@APPS@}
# Where images are pushed to; with the practice cloud and Docker, the registry that it has on this machine.
REGISTRY=${REGISTRY:-$ACCOUNT.dkr.ecr.$AWS_REGION.@DOMAIN@}
@SOURCE@
@COMMANDS@
@ADDRESSES@
