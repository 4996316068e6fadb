"""Who is asking, what is left of the login, and by which clock."""

from datetime import timedelta

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop, stopped_by, warn
from steps.doctor.patient import Patient
from steps.engine.cloud.caller import Caller
from steps.engine.cloud.explain import WRONG_CLOCK
from steps.engine.cloud.local import for_profile, ways_to_log_in
from steps.engine.model.durations import lasting
from steps.target.profiles import CredentialSource, Profile, read_profiles

ENOUGH = 1.2  # times as long as building usually takes
SLIGHT, TAKEN = timedelta(minutes=1), timedelta(minutes=5)
"""How wrong a clock may be without being told of, and how wrong it may be for AWS to take its signatures."""


def who(patient: Patient) -> Finding:
    """The account and the person; its owner should not build."""
    known = patient.caller
    if not isinstance(known, Caller):
        return ok("AWS will tell once the clock is right") if _is_the_clock(known) else stopped_by(known)
    saw = f"account {known.account}, as {known.arn}"
    if known.is_root:
        return warn(
            f"{saw}: the account's owner.",
            why="No policy binds it, and whoever has its keys has everything.",
            cure="Make a user or a role for this, with what `fargate-wizard doctor --policy` prints.",
        )
    if endpoint := patient.run.aws.endpoint:
        saw += f", at {endpoint}"
        if not patient.practises:
            return warn(
                f"{saw}, which is not AWS.",
                why="AWS_ENDPOINT_URL or `endpoint_url` in your configuration leads there.",
                cure="If that is not meant: `unset AWS_ENDPOINT_URL`.",
            )
    return ok(saw)


def login(patient: Patient) -> Finding:
    """How long it lasts, as far as the user's files tell."""
    aws = patient.run.aws
    if patient.practises:
        return ok("the practice cloud's own key, which does not end")
    profile = _profile(patient)
    if profile is None:
        return ok("nothing on this machine tells when it ends")
    if not profile.usable:
        return stop(f"The profile {profile.name}: {profile.state}.", cure=f"Log in: `{profile.cure}`.")
    if profile.ends is None:
        return ok(f"{profile.state}; it does not end by itself")
    left, needed = profile.ends - patient.now, timedelta(seconds=patient.takes)
    saw = f"it ends in {lasting(max(left.total_seconds(), 0))}"
    if left <= timedelta():
        return stop("Your login has ended.", cure=f"Log in again: {ways_to_log_in(aws.profile)}.")
    if left < needed * ENOUGH:
        return warn(
            f"{saw}, and building usually takes {lasting(needed.total_seconds())}.",
            why="A run waits when the login ends, until there is a new one.",
            cure=f"Log in again now: `{profile.cure or f'aws login{for_profile(aws.profile)}'}`.",
        )
    return ok(saw)


def _profile(patient: Patient) -> Profile | None:
    """The profile that the login is read from; None where it comes from elsewhere, such as a machine's own role."""
    chosen = patient.run.aws.chosen_profile
    known = {each.name: each for each in read_profiles(patient.environ, patient.now)}
    if not chosen and "" in known:
        return known[""]
    found = known.get(chosen or patient.run.aws.profile)
    return None if found is None or found.source is CredentialSource.NOTHING else found


def clock(patient: Patient) -> Finding:
    """AWS takes no signature that is off by five minutes."""
    known = patient.caller
    if not isinstance(known, Caller):
        return stopped_by(known) if _is_the_clock(known) else ok("AWS did not complain of it")
    if known.ahead is None or abs(known.ahead) < SLIGHT:
        return ok("as AWS's, to the minute")
    way = "fast" if known.ahead > timedelta() else "slow"
    off = f"This machine's clock is {lasting(abs(known.ahead).total_seconds())} {way}."
    why, cure = (
        "AWS takes no call whose time is off by more than five minutes.",
        "Set it: `sudo timedatectl set-ntp true`, or in the settings of your system.",
    )
    tell = stop if abs(known.ahead) >= TAKEN else warn
    return tell(off, why=why, cure=cure)


def _is_the_clock(trouble: Exception) -> bool:
    return WRONG_CLOCK in str(trouble)


IDENTITY = (
    Examination("identity", who, asks_the_region=False),
    Examination("login", login, asks_the_region=False),
    Examination("clock", clock, asks_the_region=False),
)
