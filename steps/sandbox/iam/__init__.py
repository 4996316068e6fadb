"""IAM, enforced: what each call needs, who calls, and whether a policy allows it.

roles         what IAM refuses by itself, the managed policies, service-linked roles
enforcement   at the boundary of every call (`world.access`)
principals    a caller by the access key, with policies; guardrails: what is put on everybody
actions       the table: by which resources each operation is judged; lookups: those that a request does not name
asked         a call's parameters; resources, context: ARNs and condition values; dependents: what else it needs
policies      a policy read; patterns and conditions: its parts; verdict: the decision
words         each service's own refusal; simulation: SimulatePrincipalPolicy; sessions: who may assume a role
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steps.sandbox.world import World


def install(world: "World") -> None:
    """Lay IAM on moto, and judge every call. (The weather's kinds read policies, so that nothing is imported above.)"""
    from steps.sandbox.iam import enforcement, roles, simulation

    world.access = enforcement.Enforcement(world.weather)
    world.on_reset.append(world.access.clear)
    for part in (roles, simulation):
        part.install(world)
