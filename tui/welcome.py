"""The first words, and the two ways to begin, on the screen and in lines."""

WELCOME = """\
From nothing to a working microservice platform on AWS Fargate, and back to nothing, one explained step at a time."""

BEGIN = (
    ("practice", "Practise here", "A small AWS on this machine, to practise: no account, nothing billed."),
    (
        "aws",
        "Build on my AWS account",
        "You see the cost before anything is made; one key takes it all down.",
    ),
)
"""Key, label and meaning of each way."""
