"""Bytes, rate and time left, from the items of both image stores."""

from typing import Any

from steps.docker.transfer import DockerProgress, Doing, Layer, Transfer


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def pushing(
    layer: str, current: int | None = None, total: int | None = None, status: str = "Pushing"
) -> dict[str, Any]:
    detail = {key: value for key, value in (("current", current), ("total", total)) if value is not None}
    return {"status": status, "id": layer, "progressDetail": detail}


def test_layers_add_up_to_a_total() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", 10, 100))
    transfer.take(pushing("b", 50, 50))
    progress = transfer.progress
    assert (progress.done, progress.total) == (60, 150)
    assert [layer.id for layer in progress.layers] == ["a", "b"]


def test_a_layer_that_passes_its_total_counts_as_its_total() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", 2_019_328, 1_984_263))
    assert transfer.progress.done == 1_984_263


def test_a_layer_without_a_total_makes_the_time_left_unknown() -> None:
    clock = Clock()
    transfer = Transfer(Doing.PUSHING, clock)
    transfer.take(pushing("a", 0, 100))
    transfer.take(pushing("b", status="Preparing"))
    assert transfer.progress.left is None
    clock.now = 1.0
    transfer.take(pushing("a", 50, 100))
    assert transfer.progress.left is None
    assert transfer.progress.rate == 50.0


def test_rate_and_time_left_follow_the_last_seconds() -> None:
    clock = Clock()
    transfer = Transfer(Doing.PUSHING, clock)
    for second in range(20):
        clock.now = float(second)
        transfer.take(pushing("a", second * 10 if second < 10 else 100 + (second - 10) * 50, 1000))
        progress = transfer.progress
    assert progress.rate == 50.0
    assert progress.left == (1000 - 550) / 50


def test_what_was_there_already_needs_no_time() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", status="Preparing"))
    transfer.take(pushing("a", status="Layer already exists"))
    assert transfer.progress.layers == (Layer("a", "Layer already exists"),)
    assert (transfer.progress.done, transfer.progress.total) == (0, 0)


def test_a_pushed_layer_is_whole_whatever_was_last_heard_of_it() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", 40, 100))
    transfer.take(pushing("a", status="Pushed"))
    assert transfer.progress.done == transfer.progress.total == 100


def test_a_pushed_layer_without_a_total_is_as_large_as_what_was_sent_of_it() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", 40))
    assert transfer.progress.total == 0
    transfer.take(pushing("a", status="Pushed"))
    assert transfer.progress.done == transfer.progress.total == 40


def test_no_total_is_claimed_while_one_layer_has_told_none() -> None:
    transfer = Transfer(Doing.PUSHING)
    transfer.take(pushing("a", 100, 100))
    transfer.take(pushing("b", status="Waiting"))
    transfer.take(pushing("c", status="Layer already exists"))
    assert (transfer.progress.done, transfer.progress.total) == (100, 0)
    transfer.take(pushing("b", status="Pushed"))
    assert (transfer.progress.done, transfer.progress.total) == (100, 0)
    assert all(layer.finished for layer in transfer.progress.layers[1:])
    assert str(transfer.progress).startswith("pushing: 2 of 3 layers, 0.0 MB")


def test_the_same_numbers_again_are_no_news() -> None:
    transfer = Transfer(Doing.PUSHING)
    assert transfer.take(pushing("a", 40, 100))
    assert not transfer.take(pushing("a", 40, 100))
    assert not transfer.take({"status": "The push refers to repository [x]"})
    assert not transfer.take({"stream": "Step 1/2 : FROM x"})


def test_unpacking_is_not_counted_as_bytes_of_the_network() -> None:
    transfer = Transfer(Doing.PULLING)
    transfer.take(pushing("a", 100, 100, status="Downloading"))
    transfer.take(pushing("a", 3, 700, status="Extracting"))
    assert (transfer.progress.done, transfer.progress.total) == (100, 100)


def test_progress_reads_as_a_line() -> None:
    assert str(DockerProgress(Doing.BUILDING, 2, 6)) == "building: step 2 of 6"
    now = DockerProgress(Doing.PUSHING, 12_300_000, 32_000_000, 5_000_000.0, 3.9)
    assert str(now) == "pushing: 12.3 of 32.0 MB, 5.0 MB a second, 4 seconds left"
    assert str(DockerProgress(Doing.PUSHING)) == "pushing: 0.0 MB"
    layers = (Layer("a", "Pushed"), Layer("b", "Waiting"))
    assert str(DockerProgress(Doing.PUSHING, layers=layers)) == "pushing: 1 of 2 layers"
