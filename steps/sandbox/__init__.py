"""A practice AWS on this machine: moto's models, made to refuse what AWS refuses and to take the time that AWS takes.

It is a server process of its own (`python -m steps.sandbox`) that outlives whoever started it. Whoever uses it
knows it by its endpoint URL and its banner (`GET /_practice`), and signs every call with a key that it gave out. With its
own key `POST /_practice/reset` empties it, `/_practice/weather` asks it for faults, `POST /_practice/keys` makes a new
pair, and `GET /_practice/calls` counts the calls. The wizard imports nothing of it but `control`, which starts, finds and
stops it and is cheap to import.

What all parts share
    control     start, status, stop, weather: the wizard's side
    __main__    the process; PARTS is the list of what is laid on moto, in order
    practice_server  the HTTP server on loopback, one lock around everything
    gate        who may knock at an HTTP server at all: no web page, no other name, no endless request
    keys        the keys that were given out, and whose they are: `call.caller` in the boundary below
    verify      who signed a request (signature: how; unsigned: each protocol's refusals)
    calls       the boundary of every AWS call: dry runs, missing operations, defects, repeatable ids
    web/        what its own HTTP servers share: bounded, strict, in time; hops, relay, tunnel pass requests on
    world       the one object that the parts share: lock, clock, addresses, images, targets, names
    clock       AWS seconds divided by the speed; actions that come later
    ids         the same requests to a fresh practice cloud give the same ids
    patch       `around`: how a method of moto is replaced
    refusal     `Refusal(code, message)`: how anything is refused, in every wire protocol
    eni         AWS's own network interfaces in a subnet: make, drop, and who holds what
    folders     the folders that a wizard of this home lets run as processes; nobody else names one
    emptiness   whether anything is deployed; warmth: the slow first calls, made early
    absent      what is not here says so
    iam/        what each call needs, who calls, and whether their policies allow it (`world.access`)
    wire/       bounds of parameters and pages of listings, for every operation alike
    private_addresses, real_seconds   where an address answers here; what must not wait for AWS's clock
    weather/    the faults of AWS's own days, when they are asked for

The services
    ec2/        networks, gateways, interfaces, endpoints     trust, sts, quotas, account_settings   accounts
    logs, route53   events and records in AWS's pages
    ecr         repositories and what an image stands for     ecs/               services, tasks, processes
    elbv2/      load balancers that really answer             targets/           target health
    cloudmap/   namespaces and instances                      service_discovery, proxy   names inside, for processes
    docker/     registry and containers, where Docker is      docker/hosts               names inside, for containers
    cloudwatch/ what load balancers answered, and alarms on it
    tagging/    what carries which tags, over all services

To add a refusal: find the method of moto's backend that accepts what AWS refuses, write a function
`ours(plain, backend, …)` that raises `Refusal` or returns `plain(backend, …)`, lay it on in that module's
`install` with `around(Backend, "method", ours)`, and show it by a test that calls it through boto3.
To add life: set a state, and let `world.clock.after(seconds, action)` change it; the seconds are AWS's.
An operation that is new here has its resources in `iam/judged_by`, and what else it needs in `iam/dependents`.
A deleted thing that moto keeps (or whose tags it keeps) is to be dropped, so that a teardown leaves nothing.
"""
