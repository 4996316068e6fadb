"""One SVG out of several: each is shown for some seconds, one after the other, for ever."""

import re
from collections.abc import Sequence

SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def moving_picture(pictures: Sequence[str], seconds: float) -> str:
    """The pictures as one, which CSS moves; whoever wants no motion sees the last one."""
    sizes = [
        tuple(float(side) for side in found.groups()) for each in pictures if (found := SIZE.search(each))
    ]
    width, height = max(size[0] for size in sizes), max(size[1] for size in sizes)
    whole, share = seconds * len(pictures), 100 / len(pictures)
    shown = "".join(_frame(number, each, seconds, width, height) for number, each in enumerate(pictures))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">\n<style>\n'
        f"@keyframes turn {{ 0%, {share:.3f}% {{ visibility: visible }} {share + 0.001:.3f}%, 100% {{ visibility: hidden }} }}\n"
        f".page {{ visibility: hidden; animation: turn {whole}s step-end infinite }}\n"
        "@media (prefers-reduced-motion: reduce) { .page { animation: none } .page:last-child { visibility: visible } }\n"
        f"</style>\n{shown}</svg>\n"
    )


def _frame(number: int, picture: str, seconds: float, width: float, height: float) -> str:
    inside = picture.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    return f'<g class="page" style="animation-delay: {number * seconds}s">\n{inside}</g>\n'
