"""The words that the pages use and a newcomer may not know: one plain sentence each, in the order in which they are met."""

from typing import NamedTuple


class Word(NamedTuple):
    """A word, what it means, and in which other forms the pages have it."""

    name: str
    means: str
    also: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The word as a link names it."""
        return self.name.lower().replace(" ", "-")


GLOSSARY = (
    # where everything is
    Word("account", "Whoever pays: everything in AWS belongs to one."),
    Word("region", "A place with several data centres, such as eu-central-1, Frankfurt; nearly everything lives in one.",
         ("regions",)),
    Word("availability zone", "One or more data centres of a region, with power and network of their own; AZ for short.",
         ("availability zones",)),
    Word("ARN", "The full name of anything in AWS, which no other thing has.", ("ARNs",)),
    Word("tag", "A key and a value stuck to a resource, to find it and its cost again; of an image, the name of one version."),
    Word("quota", "The most that an account may have of something; many can be raised on request.", ("quotas",)),
    Word("throttling", "AWS refuses calls that come too fast; one waits and calls again."),
    # containers
    Word("container", "A process that brings its own file system along and is cut off from its neighbours.",
         ("containers",)),
    Word("container image", "The packed file system and start command that containers are made from; image for short.",
         ("container images",)),
    Word("layer", "One slice of an image; layers that are there already are not sent again.", ("layers", "layer by layer")),
    Word("Dockerfile", "The text that says how an image is built."),
    Word("registry", "A server for images; an account has one in each region, which is ECR."),
    Word("repository", "The place in a registry for all versions of one app's image.", ("repositories",)),
    Word("ECR", "The Elastic Container Registry, AWS's registry.", ("Elastic Container Registry",)),
    Word("digest", "A checksum of an image: whatever has the same digest has the same content."),
    Word("rehearsal", "This wizard starts an image on your machine as Fargate will, before it is pushed.",
         ("rehearsed",)),
    # ECS
    Word("ECS", "The Elastic Container Service: it starts containers, watches them and starts them anew.",
         ("Elastic Container Service",)),
    Word("Fargate", "AWS's way to run containers without machines of your own: you pay for CPU and memory by the second."),
    Word("EC2", "The Elastic Compute Cloud: virtual machines, and the networks that they are in."),
    Word("launch type", "Where ECS gets machines from: Fargate, EC2, or your own (EXTERNAL).", ("launch types",)),
    Word("agent", "ECS's program on each machine: it pulls images, starts containers and stops them. GuardDuty has one too."),
    Word("cluster", "The name under which ECS groups tasks and services."),
    Word("task definition", "The recipe of a task: image, size, port, environment, where its output goes.",
         ("task definitions",)),
    Word("revision", "One numbered version of a task definition."),
    Word("task", "One running copy of a task definition: one or more containers with one network interface.", ("tasks",)),
    Word("service", "In ECS, what keeps a number of tasks running. An AWS service is a product; Cloud Map's is only a name.",
         ("ECS service", "services")),
    Word("REPLICA", "The scheduling strategy of a service that keeps as many tasks running as you want, wherever there is room."),
    Word("rollout", "The change of a service from old tasks to new ones; ECS's own word for it is deployment.",
         ("rolling update", "rolls out")),
    Word("circuit breaker", "Ends a rollout whose tasks keep failing."),
    Word("grace period", "The time after its start in which ECS lets a task fail its health check.", ("grace",)),
    Word("Container Insights", "Finer measurements of each task; they cost money."),
    Word("desired count", "How many tasks a service is to keep running."),
    Word("vCPU", "One virtual processor: 1024 CPU units. Fargate's smallest task has a quarter of one and 512 MiB of memory."),
    # who may do what
    Word("IAM", "AWS's service for who may do what: Identity and Access Management."),
    Word("role", "A set of permissions that a person, a program or an AWS service puts on for a while, like a badge.",
         ("roles",)),
    Word("policy", "The list of what a role, a user or an endpoint lets through.", ("policies",)),
    Word("execution role", "The role under which Fargate fetches an app's image and writes its output."),
    Word("task role", "The role that an app's own code has inside its container; the apps here have none."),
    Word("service-linked role", "A role that belongs to an AWS service and is in your account, such as ECS's own."),
    Word("CloudWatch Logs", "Where AWS keeps what programs print."),
    Word("log group", "One app's output in CloudWatch Logs; each task writes a log stream in it.", ("log groups", "log stream")),
    # the network
    Word("VPC", "A Virtual Private Cloud: a network of your own in one region."),
    Word("CIDR", "A range of addresses: 10.0.0.0/16 has all that begin with 10.0, /32 is exactly one, /0 is every address."),
    Word("subnet", "A part of a VPC's addresses, in one zone; AWS keeps five addresses of each.", ("subnets",)),
    Word("route table", "A signpost for its subnets: for this address go that way.", ("route tables",)),
    Word("internet gateway", "Joins a VPC to the Internet; a subnet with a route to it is public."),
    Word("NAT gateway", "Lets private subnets reach the Internet and nobody reach them; billed by the hour and the gigabyte."),
    Word("network interface", "A virtual network card with an address in a subnet, ENI for short; each task has one.",
         ("network interfaces", "ENI")),
    Word("security group", "A guard at network interfaces: a list of what may come in and what may go out.",
         ("security groups",)),
    Word("stateful", "Answers to what was let through pass by themselves, whatever the other list says."),
    Word("public IPv4 address", "An address that the whole Internet can reach; billed by the hour wherever it is used."),
    # the load balancer
    Word("application load balancer", "One address that spreads HTTP requests over healthy targets in two zones or more.",
         ("load balancer", "ALB")),
    Word("listener", "The port that a load balancer listens on, and what it does with requests."),
    Word("rule", "Of a listener: which requests go to which target group. Of a security group: what may pass.", ("rules",)),
    Word("target group", "The list of an app's tasks, as a load balancer sees them.", ("target groups",)),
    Word("target", "One address in a target group: a task's.", ("targets",)),
    Word("health check", "The request that decides whether a target gets other requests.", ("health checks",)),
    Word("draining", "The time that a leaving target has to finish its requests; AWS's name is deregistration delay."),
    Word("round robin", "Each request goes to the next target in turn."),
    Word("5xx", "An HTTP answer from 500 to 599: the request was fine, and the server failed."),
    Word("alarm", "Watches a metric of CloudWatch's, and is in ALARM while it is beyond its threshold."),
    # private ways and names
    Word("VPC endpoint", "A private way from a VPC to an AWS service.", ("VPC endpoints", "private endpoints")),
    Word("interface endpoint", "A network interface in your subnet behind which an AWS service answers; billed by zone and hour.",
         ("interface endpoints",)),
    Word("gateway endpoint", "An entry in a route table that leads to S3 or DynamoDB; free."),
    Word("S3", "AWS's store for files; ECR keeps the layers of images there."),
    Word("prefix list", "A named list of address ranges that AWS keeps up to date, such as those of S3.", ("prefix lists",)),
    Word("private DNS", "Makes a service's usual name lead to the endpoint inside your VPC."),
    Word("Cloud Map", "AWS's service for finding others by name."),
    Word("namespace", "A private domain in Cloud Map, such as demo.internal.", ("private domain",)),
    Word("hosted zone", "One domain's records in Route 53, AWS's DNS; billed by the month."),
    Word("TTL", "How long a DNS answer may be kept: time to live."),
    Word("secret", "A password or key that AWS keeps and hands to a task at its start (Secrets Manager, Parameter Store).",
         ("secrets",)),
    # the wizard's own words
    Word("deployment", "What you build under one name with this wizard. ECS uses the word too: there it is a rollout."),
    Word("to stand", "To have been made and to be there; on AWS, what stands may cost something."),
    Word("practice cloud", "A small AWS on your own machine, to practise: nothing in it is real, and nothing is billed."),
    Word("journal", "The file in which this wizard writes down everything that it asks AWS for, before it asks."),
    Word("drift", "What somebody else has deleted or changed in AWS since the wizard made it."),
)  # fmt: skip


def find_word(text: str) -> Word | None:
    """The word of this name, in any of its forms and in capitals or not."""
    wanted = " ".join(text.lower().replace("-", " ").split())
    for word in GLOSSARY:
        if wanted in {form.lower().replace("-", " ") for form in (word.name, *word.also)}:
            return word
    return None


def words_with(text: str) -> tuple[Word, ...]:
    """The words whose name, forms or meaning have this text; all of them for none."""
    wanted = text.strip().lower()
    named = [word for word in GLOSSARY if any(wanted in form.lower() for form in (word.name, *word.also))]
    return tuple(named) + tuple(
        word for word in GLOSSARY if word not in named and wanted in word.means.lower()
    )
