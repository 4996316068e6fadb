"""Everything that the doctor looks at, in the order in which it is told."""

from steps.doctor.account_checks import ACCOUNT
from steps.doctor.identity_checks import IDENTITY
from steps.doctor.machine_checks import MACHINE
from steps.doctor.name_checks import NAMES
from steps.doctor.network_checks import NETWORK
from steps.doctor.permission_checks import PERMISSIONS
from steps.doctor.quota_checks import QUOTAS
from steps.doctor.region_checks import REGION, USABLE_ZONES

EXAMINATIONS = (*IDENTITY, REGION, *MACHINE, *ACCOUNT, USABLE_ZONES, *QUOTAS, *NETWORK, NAMES, PERMISSIONS)
