"""The first words, and the two ways to begin, on the screen and in lines."""

WELCOME = """\
From nothing to a working microservice platform on AWS Fargate, and back to nothing, one explained step at a time."""


def ways_to_begin(takes_down: str) -> tuple[tuple[str, str, str], ...]:
    """Key, label and meaning of each way; `takes_down` is what takes all of it down again where this is read."""
    return (
        (
            "practice",
            "Practise here",
            "A small AWS on this machine, to practise: no account, nothing billed.",
        ),
        (
            "aws",
            "Build on my AWS account",
            f"You see the cost before anything is made; {takes_down} takes it all down.",
        ),
    )
