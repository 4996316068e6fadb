"""`fargate-wizard sandbox`: starts, shows and stops the practice cloud."""

import argparse
import math

from steps.engine.troubles import BadInput, Exit
from steps.target import SPEED, practice_environment, practice_status, start_practice, stop_practice


def run(options: argparse.Namespace) -> Exit:
    """Start it if need be and print how to use it, or show it, or stop it."""
    match options.action:
        case "stop":
            print(
                "The practice cloud is stopped." if stop_practice() else "The practice cloud was not running."
            )
        case "status":
            running = practice_status()
            if running is None:
                print("The practice cloud is not running.")
            else:
                print(
                    f"The practice cloud runs at {running.endpoint} (process {running.pid}), {pace(running.speed)}."
                )
        case _:
            start(options)
    return Exit.DONE


def start(options: argparse.Namespace) -> None:
    """Print its endpoint and what to export. Raises BadInput when it runs already with other settings."""
    speed = SPEED if options.speed is None else options.speed
    if math.isnan(speed) or speed <= 0:
        raise BadInput(
            f"A speed of {speed} is not possible.", cure="Give a number above 0, or inf for no delays."
        )
    running = start_practice(speed=speed, port=options.port)
    if options.speed is not None and running.speed != options.speed:
        raise BadInput(
            f"The practice cloud runs already, {pace(running.speed)}.",
            cure="Stop it first (`fargate-wizard sandbox stop`); what stands in it is lost then.",
        )
    print(f"# The practice cloud runs at {running.endpoint}, {pace(running.speed)}. Nothing in it is billed.")
    print("# Any AWS client uses it with:")
    for name, value in practice_environment(running).items():
        print(f"export {name}={value}")


def pace(speed: float) -> str:
    """The speed in words."""
    return "without AWS's delays" if math.isinf(speed) else f"{speed:g} times as fast as AWS"
