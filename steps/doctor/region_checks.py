"""The region, and its availability zones."""

from steps.appfile.apps import Architecture
from steps.aws.zones import ZONES, ZONES_WITHOUT_ARM, Zone, zones
from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop, stopped_by
from steps.doctor.patient import Patient
from steps.engine.cloud.caller import Caller


def region(patient: Patient) -> Finding:
    """Whether it is enabled; that it has ECS was known before anybody asked."""
    known, here = patient.caller, patient.run.aws.region
    if not isinstance(known, Caller):
        return ok(f"{here}, which has ECS")
    return stopped_by(known.closed) if known.closed else ok(f"{here}, in the partition {known.partition}")


def usable_zones(patient: Patient) -> Finding:
    """Two that carry Fargate and the private endpoints, and ARM where an app asks for it; the chosen ones, if they are."""
    found = zones(patient.run)
    reasons = {zone.name: _why_not(zone, patient) for zone in found}
    usable = [zone for zone in found if not reasons[zone.name]]
    chosen = patient.run.plan.answers.get(ZONES.key)
    if wrong := [name for name in chosen or () if reasons.get(name, "it is not there")]:
        return stop(
            f"{wrong[0]} cannot be used: {reasons.get(wrong[0], 'it is not there')}.",
            why="A service cannot place its tasks there, and says only “Internal error”.",
            cure=f"Choose others: `--az {' --az '.join(zone.name for zone in usable[:2])}`.",
        )
    if len(usable) < 2:
        told = "; ".join(f"{name}: {reason}" for name, reason in reasons.items() if reason)
        return stop(
            f"Only {len(usable)} of the zones can be used.",
            why=f"A load balancer insists on two. {told}.",
            cure="Choose another region: `--region eu-central-1`.",
        )
    shown = [zone for zone in found if zone.name in chosen] if chosen else usable
    return ok(", ".join(f"{zone.name} ({zone.id})" for zone in shown))


def _why_not(zone: Zone, patient: Patient) -> str:
    """Why a zone cannot be used for these apps; empty when it can."""
    arm = any(app.architecture is Architecture.ARM64 for app in patient.run.plan.apps)
    return zone.unusable or ("it carries no ARM" if arm and zone.id in ZONES_WITHOUT_ARM else "")


REGION = Examination("region", region, asks_the_region=False)
USABLE_ZONES = Examination("zones", usable_zones)
