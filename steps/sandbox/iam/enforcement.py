"""At the boundary of every call: who calls, what that needs, and a refusal when a policy does not allow it."""

from steps.sandbox.iam.asked import Asked
from steps.sandbox.iam.denials import refusal, sentence
from steps.sandbox.iam.dependents import Need, needs
from steps.sandbox.iam.guardrails import Guardrails, restrained
from steps.sandbox.iam.principals import Principal, caller
from steps.sandbox.iam.request_context import request_of
from steps.sandbox.iam.sessions import ASSUME, trusted
from steps.sandbox.iam.verdict import Decision, PolicyVerdict, judge
from steps.sandbox.key import PERSON
from steps.sandbox.weather.access import Denied
from steps.sandbox.weather.kind import ApiCall, ErrorAnswer
from steps.sandbox.weather.permissions_withheld import OwnPolicy, Scp
from steps.sandbox.weather.sky import Weather
from steps.sandbox.wire.modelled_call import ModelledCall

NEED_NO_PERMISSION = ("sts:GetCallerIdentity",)


class Enforcement:
    """Judges calls; `needed` are the actions that were asked of those whom policies bind, since the weather was set."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self.guardrails = Guardrails()
        self.needed: dict[str, set[str]] = {}
        self.withheld = ""
        """Why the operation that the present call begins will fail; empty when it will not."""

    def clear(self) -> None:
        """Forget everything, as at a reset."""
        self.guardrails.clear()
        self.needed.clear()

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Give the refusal of a call, None when it is allowed."""
        self.withheld = ""
        key = call.caller
        if key is None or call.name in NEED_NO_PERMISSION:
            return None
        free = self.guardrails.none and self._weather.calm and call.name != ASSUME
        if free and key.arn == PERSON:
            return None
        principal = self.bound(caller(key.id))
        asked = asked_by(call)
        for need in needs(asked):
            verdict = self.judge(asked, need, principal)
            self.needed.setdefault(need.action, set()).add(need.resource)
            if verdict.allowed:
                continue
            if not need.later:
                return refusal(call.service, call.action, principal.arn, need, verdict)
            self.withheld = self.withheld or sentence(principal.arn, need, verdict)
        return None

    def bound(self, principal: Principal) -> Principal:
        """Give a caller with whatever has been put on everybody."""
        weather = self._weather
        scp, own = weather.find(Scp), weather.find(OwnPolicy)
        principal = self.guardrails.put(principal)
        return restrained(principal, [scp.policy] if scp else (), own.policy if own else None)

    def judge(self, asked: Asked, need: Need, principal: Principal) -> PolicyVerdict:
        """Judge one need; weather may deny its action whatever the policies say."""
        denial = self._weather.find(Denied)
        if denial and denial.denies(need.action):
            return PolicyVerdict(Decision.IMPLICIT, "identity-based policy")
        request = request_of(asked, need, principal)
        verdict = judge(request, principal.policies)
        return trusted(request, principal, verdict) if need.action == ASSUME else verdict


def asked_by(call: ApiCall) -> Asked:
    """Read a call; what cannot be read is said to ask for nothing by name, and moto refuses it."""
    exchange = ModelledCall(call.request, call.action)
    params = exchange.asked() if exchange.model else None
    return Asked(call.service, call.action, params or {}, call.region, call.request.current_account)
