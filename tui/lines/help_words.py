"""What --help says beside what it lists."""

ABOUT = """\
From nothing to a working microservice platform on AWS Fargate, and back to nothing.

Without a command the wizard opens and explains every step. The commands do the same without a screen; each can be
interrupted at any time and simply run again.
"""

EXAMPLES = """\
examples:
  fargate-wizard doctor demo                      what would go wrong, before anything is made
  fargate-wizard up practice --target sandbox     build on this machine: no account, nothing billed
  fargate-wizard up demo --region eu-central-1    build in your AWS account; asks before anything is made
  fargate-wizard status demo                      what stands, and where it answers
  fargate-wizard logs demo --follow               what its tasks write
  fargate-wizard down demo                        delete everything that it made

environment:
  FARGATE_WIZARD_HOME      where journals and logs are kept (default: in your user's config directory)
  FARGATE_WIZARD_THEME     dark, light or contrast, for the screen
  FARGATE_WIZARD_ASCII     set: no signs but ASCII
  FARGATE_WIZARD_STILL     set: nothing moves, on the screen and in the lines of up and down
  NO_COLOR                 set: no colours, and nothing moves
  AWS_PROFILE, AWS_REGION  as for the AWS CLI, where --profile and --region are not given
  DOCKER_HOST              the Docker engine; none: the practice cloud runs apps as plain processes

exit codes: 0 done, 1 failed, 2 bad usage, 3 something is left behind, 130 stopped by you
"""

WEATHER = """\
examples:
  fargate-wizard sandbox weather                                   the kinds, and what is on
  fargate-wizard sandbox weather throttle --help                   what AWS does then, and what can be set
  fargate-wizard sandbox weather throttle --count 40 --action ec2  the next 40 calls of EC2 are too many
  fargate-wizard sandbox weather clear                             fair weather again
"""
