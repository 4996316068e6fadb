"""Every sentence that AWS is known to say when tasks do not come up: aws-facts §5, as data, the special before the general.

Sources: the Amazon ECS Developer Guide, "Stopped tasks error messages", "Service event messages" and "Task cannot pull an
image"; error_messages.go of the Amazon ECS agent.
"""

from steps.diagnosis.endpoint_probes import ecr_api, ecr_dkr, logs
from steps.diagnosis.health_probes import door_of_tasks, target_health
from steps.diagnosis.image_probes import image_tag, processor
from steps.diagnosis.pattern import Pattern
from steps.diagnosis.place_probes import free_addresses, vcpu_quota, zones_of_tasks
from steps.diagnosis.role_probes import log_group, role_policy, role_trust
from steps.diagnosis.route_probes import s3

AGAIN = "Build again ({up}): what is broken is made right first."
READ = "Read what it wrote ({logs}), put it right in its folder or its app.toml, and build again ({up})."
SILENCE = r"connection issue|i/o timeout|context (deadline|canceled)|RequestCanceled|request canceled|dial tcp|signal: killed"

STOPPED = (
    Pattern(
        "endpoint policy", r"no VPC endpoint policy allows", "an endpoint's policy keeps the tasks of {app} from AWS", AGAIN,
        step="endpoints", probes=(ecr_api, ecr_dkr, logs, s3), certain=True, rebuild=True,
    ),
    Pattern(
        "secret unreachable", r"unable to (retrieve|pull) secrets? from (ssm|asm).*(" + SILENCE + ")",
        "the tasks of {app} cannot reach the service that keeps its secrets",
        "Give it a private endpoint (ssm or secretsmanager), or a NAT gateway; then build again ({up}).", step="endpoints",
    ),
    Pattern(
        "secret", r"unable to (retrieve|pull) secrets? from (ssm|asm)|invalid ssm parameters|ResourceNotFoundException.*secret",
        "a secret that {app} is to get is not there, or its role may not read it",
        "Look whether it exists in this region under the name in app.toml; then build again ({up}).", step="task_definitions",
        certain=True,
    ),
    Pattern(
        "token unreachable", r"registry auth.*(" + SILENCE + ")", "the tasks of {app} cannot reach ECR for its token", AGAIN,
        step="endpoints", probes=(ecr_api, ecr_dkr, logs, s3), rebuild=True,
    ),
    Pattern(
        "token denied", r"registry auth.*(AccessDenied|not authorized)|not authorized to perform: ecr:GetAuthorizationToken",
        "the execution role may not sign in to ECR", AGAIN, step="permission", probes=(role_policy, role_trust), rebuild=True,
    ),
    Pattern(
        "logs denied", r"logger args.*(AccessDenied|not authorized)|Cloudwatch log stream.*not authorized",
        "the execution role may not write to the log group of {app}", AGAIN, step="permission", probes=(role_policy,),
        rebuild=True,
    ),
    Pattern(
        "log group", r"logger args.*(log group does not exist|ResourceNotFound)", "the log group of {app} is not there", AGAIN,
        step="permission", probes=(log_group,), rebuild=True,
    ),
    Pattern(
        "logs unreachable", r"logger args.*(" + SILENCE + "|timeout|cannot find the Amazon CloudWatch log group)",
        "the tasks of {app} cannot reach CloudWatch Logs", AGAIN, step="endpoints", probes=(logs, log_group), rebuild=True,
    ),
    Pattern(
        "logger", r"awslogs-\w+ is required|failed to validate logger args", "the log configuration of {app} is not valid",
        AGAIN, step="task_definitions", probes=(log_group,), certain=True, rebuild=True,
    ),
    Pattern(
        "wrong processor", r"descriptor matching platform|exec format error|no match for platform",
        "the image of {app} is made for another processor than its recipe asks for",
        "Build the image for the processor that the recipe asks for; then build again ({up}).", step="images",
        probes=(processor,), certain=True,
    ),
    Pattern(
        "layers unreachable", r"(starport-layer-bucket|failed to copy: http).*(" + SILENCE + ")",
        "the tasks of {app} cannot reach S3, where the layers of its image are", AGAIN, step="endpoints",
        probes=(s3, ecr_dkr), rebuild=True,
    ),
    Pattern(
        "layers denied", r"starport-layer-bucket|failed to copy: http|ref pull has been retried",
        "S3 does not give the layers of the image of {app} away", AGAIN, step="endpoints", probes=(s3,), rebuild=True,
    ),
    Pattern(
        "registry unreachable", r"CannotPull.*(" + SILENCE + ")", "the tasks of {app} cannot reach the registry of its image",
        AGAIN, step="endpoints", probes=(ecr_dkr, ecr_api, s3), rebuild=True,
    ),
    Pattern(
        "rate limit", r"toomanyrequests|pull rate limit", "Docker Hub gives no more images to this address for now",
        "Take the image from another registry (public.ecr.aws has the usual ones), and build again ({up}).", step="images",
    ),
    Pattern(
        "image missing", r"CannotPull.*(not found|manifest unknown|name unknown|does not exist|whether the image exists)",
        "the image of {app} is not in the registry", "Build again ({up}): it is built and pushed anew.", step="images",
        probes=(image_tag,), rebuild=True,
    ),
    Pattern(
        "pull denied", r"CannotPull.*(403|denied|not authorized|has the permissions)",
        "the execution role may not pull the image of {app}", AGAIN, step="permission", probes=(role_policy, role_trust),
        rebuild=True,
    ),
    Pattern(
        "disk", r"no space left on device", "the image of {app} and what it writes do not fit into the 20 GiB of its task",
        "Make the image smaller, and build again ({up}).", step="images", certain=True,
    ),
    Pattern(
        "cannot start", r"CannotStartContainer|CannotCreateContainer|executable file not found|no such file or directory",
        "the command of {app} cannot be started", "Look at CMD and ENTRYPOINT in its Dockerfile; then build again ({up}).",
        step="images",
    ),
    Pattern(
        "memory", r"OutOfMemory|memory usage|\bMemoryError\b|heap out of memory|Cannot allocate memory",
        "{app} took more memory than its task has",
        "Give it more (`memory` in its app.toml), and build again ({up}).", step="task_definitions", certain=True,
    ),
    Pattern(
        "health checks", r"failed ELB health checks|is unhealthy in \(target-group",
        "the load balancer finds the tasks of {app} unhealthy, so ECS replaces them", READ, step="task_definitions",
        probes=(door_of_tasks, target_health),
    ),
    Pattern(
        "own health", r"failed container health checks", "the health command of {app} fails in its container",
        "Look at `command` under [health] in its app.toml, and at what it wrote ({logs}); then build again ({up}).",
        step="task_definitions", certain=True,
    ),
    Pattern(
        "killed", r"exit code 137", "{app} was killed: it did not end when it was asked to, or used up its memory",
        "Let it end on SIGTERM within 30 seconds, or give it more `memory`; then build again ({up}).", step="images",
    ),
    Pattern("not found", r"exit code 127", "{app} starts a command that is not in its image", READ, step="images"),
    Pattern("not executable", r"exit code 126", "{app} starts a file that cannot be executed", READ, step="images"),
    Pattern("crashed", r"exit code (139|134|136)", "{app} crashed", READ, step="images"),
    Pattern("terminated", r"exit code 143", "{app} was asked to end (SIGTERM) and did", READ, step="images"),
    Pattern(
        "needs a variable", r"KeyError|(environment )?variable .*(not set|required|missing|undefined)|missing required env",
        "{app} needs a variable of its environment that it does not get",
        "Give it under [environment] in its app.toml, and build again ({up}).", step="task_definitions",
    ),
    Pattern("ended", r"exit code 0\b", "{app} came to its end: nothing of it stays in the foreground", READ, step="images"),
    Pattern("exited", r"Essential container in task exited|exit code \d+", "{app} ends by itself", READ, step="images"),
    Pattern("network card", r"timeout waiting for network|RequestENI|\bENI\b", "the task gets no network interface",
        "Look whether its subnet has free addresses; then build again ({up}).", step="network", probes=(free_addresses,),
    ),
    Pattern(
        "spot", r"Spot Task was interrupted|SpotInterruption|TerminationNotice", "AWS took a Spot task of {app} back",
        "That is how Spot works: ECS starts another one when there is room.",
    ),
    Pattern("infrastructure", r"InfrastructureHealth|host.*(degraded|retire)", "the machine under a task of {app} failed",
        "ECS starts another one by itself.",
    ),
)  # fmt: skip
"""Of a task that stopped, of its containers, and of what the app wrote."""

PLACING = (
    Pattern(
        "vCPU quota", r"reached the limit on the number of (tasks|vCPUs)",
        "{app} has no tasks: this account may not run so many tasks at once",
        "Ask for more under Service Quotas (Fargate On-Demand vCPU resource count), or run fewer tasks; then build again "
        "({up}).", step="services", probes=(vcpu_quota,), certain=True,
    ),
    Pattern(
        "blocked", r"BlockedException|account is currently blocked",
        "{app} has no tasks: AWS has blocked this account from starting tasks, as it often does with new and unverified ones",
        "Only AWS Support can lift it: open a case under “Account and billing”, then build again ({up}).",
        probes=(vcpu_quota,), certain=True,
    ),
    Pattern(
        "too large", r"requested (CPU|MEMORY) configuration is above your limit", "{app} asks for more than this account may use",
        "Take a smaller `cpu` or `memory` in its app.toml, or ask for more under Service Quotas; then build again ({up}).",
        step="task_definitions", probes=(vcpu_quota,), certain=True,
    ),
    Pattern(
        "no address", r"no available IP|free addresses|InsufficientFreeAddresses",
        "a subnet of {app} has no address left for a task",
        "Free some (each task, endpoint and load balancer takes one), or take this down and build in a larger network.",
        step="network", probes=(free_addresses,),
    ),
    Pattern(
        "zone", r"unable to place a task\. Reason: Internal error",
        "Fargate cannot start tasks in one of the chosen availability zones: not every zone carries it",
        "Take this down, choose other zones on the first page (`--az`), and build again.", step="network",
        probes=(zones_of_tasks,), certain=True,
    ),
    Pattern(
        "capacity", r"Capacity is unavailable", "AWS has no room for the tasks of {app} in this zone at this time",
        "Wait: ECS goes on trying by itself. Another zone may have room.",
    ),
    Pattern(
        "role", r"unable to assume the role|IAM (permissions policies|trust relationship)",
        "ECS may not act as the execution role of {app}", AGAIN, step="permission", probes=(role_trust,), rebuild=True,
    ),
    Pattern(
        "target group", r"TARGET GROUP IS NOT FOUND|target group .* does not exist", "the target group of {app} is gone", AGAIN,
        step="front_door", certain=True, rebuild=True,
    ),
    Pattern(
        "configuration", r"Network Configuration must be provided|InvalidParameterException", "ECS refuses the service of {app}",
        AGAIN, step="services", certain=True, rebuild=True,
    ),
)  # fmt: skip
"""Of a service for which no task can be placed at all, in its events."""

SILENT = Pattern(
    "silence", "", "the tasks of {app} cannot reach what they start from", AGAIN, step="endpoints",
    probes=(ecr_api, ecr_dkr, s3, logs, image_tag, role_policy, log_group), rebuild=True,
)  # fmt: skip
"""Of a task that says nothing: after its usual time everything that it needs is looked at."""

UNKNOWN = Pattern(
    "unknown", "", "the tasks of {app} do not stay up", READ,
    probes=(image_tag, ecr_api, ecr_dkr, s3, logs, role_policy, log_group),
)  # fmt: skip
"""Of words that nobody foresaw: they are shown in full, with whatever can be looked at."""
