"""Where the engine runs: one thread that works on a deployment, and short looks beside it.

They are daemon threads of our own: a worker thread of Textual's is joined at exit, and quitting must not wait for
an AWS call. What such a call does is safe, because its intent is on the disk before it is made.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from steps.engine.build.work import Work
    from steps.engine.cloud.clients import Aws
    from steps.engine.model.events import AnyEvent, Outcome
    from steps.engine.model.step import Step
    from steps.receipt.receipt import Receipt
    from steps.target.target import Target

T = TypeVar("T")
Job = tuple[Callable[[], Any], "Future[Any]", str]


class EngineRoom:
    """Does one job after another in one thread; `hear` gets every event of the work, on any thread.

    A deployment is locked from `open` to `close`, which both happen in that thread.
    """

    def __init__(
        self,
        book: "Callable[[], Sequence[Step]]",
        reach: "Callable[[Target], Aws]",
        hear: "Callable[[AnyEvent], None]",
        practice: "Callable[[], float] | None" = None,
    ) -> None:
        self._practice = practice  # when the practice cloud of this machine was started; None: as it is
        self._book, self._reach, self._hear = book, reach, hear
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._held = contextlib.ExitStack()
        self._stop = threading.Event()
        self._extending = asyncio.Lock()
        self._watched: Work | None = None
        self._look_away = threading.Event()
        self.waiting = 0  # jobs that have not ended; only the screen's thread counts

    def start(self) -> None:
        """Begin to serve."""
        threading.Thread(target=self._serve, name="engine room", daemon=True).start()

    @property
    def busy(self) -> bool:
        """Whether something is being done, or waits to be done."""
        return self.waiting > 0

    @property
    def stopping(self) -> bool:
        """Whether what is under way has been asked to stop and has not yet ended."""
        return self.busy and self._stop.is_set()

    async def open(self, name: str, target: "Target") -> "Work":
        """Hold the deployment of this name and reach its target. Raises Trouble."""
        return await self._do(lambda: self._open(name, target), target.profile)

    async def look_for_drift(self, work: "Work") -> dict[str, str]:
        """What others deleted or changed in AWS, by name. Raises Trouble."""
        from steps.engine.build.drift import look_for_drift

        return await self._do(lambda: look_for_drift(work))

    async def take_drift(self, work: "Work", drift: Mapping[str, str]) -> None:
        """Take as it is what others did to these. Raises Trouble."""
        from steps.engine.build.drift import take_drift

        await beside(lambda: take_drift(work, drift))

    async def settle(self, work: "Work", folder: Path | None) -> None:
        """Answer every question as before or by default; `folder` is that of a new deployment's apps. Raises Trouble."""
        from steps.appfile.apps import BUNDLED
        from steps.engine.build.settle import apps_of, settle

        await beside(lambda: settle(work, apps_of(work, folder or BUNDLED)))

    async def scale(self, work: "Work", app: str, count: int) -> None:
        """Want so many tasks of this app from now on. Raises Trouble."""
        from steps.engine.build.settle import scaled, settle

        await beside(lambda: settle(work, scaled(work, work.plan.apps, app, count)))

    async def build(self, work: "Work", until: "Step | None") -> "Outcome":
        """Build up to this step: as part of the build under way, or after what was asked for before.

        Nothing is built once somebody said stop, or something asked for before has failed. Raises Held when somebody else
        works on the deployment.
        """
        from steps.engine.build import up
        from steps.engine.model.events import Outcome
        from steps.engine.troubles import Trouble

        if not self.busy:
            self._stop.clear()
        elif until and not self._stop.is_set():
            async with self._extending:
                if await beside(lambda: up.extend(work, until)):
                    return await self._do(lambda: Outcome.STOPPED if self._stop.is_set() else Outcome.DONE)

        def job() -> "Outcome":
            try:
                outcome = Outcome.STOPPED if self._stop.is_set() else up.build(work, until)
            except Trouble:  # somebody else is at work, or has taken it over
                self._stop.set()
                raise
            if outcome is not Outcome.DONE:
                self._stop.set()  # what waits behind a failure was asked for before it was known
            return outcome

        return await self._do(job)

    async def tear_down(self, work: "Work") -> "Receipt | None":
        """Take it down, as soon as what is under way has stopped; what came of it, None when somebody stopped it."""
        from steps.engine.build import down
        from steps.engine.model.events import Outcome
        from steps.receipt.make import make_receipt

        self._stop.set()

        def job() -> "Receipt | None":
            self._stop.clear()
            return None if down.tear_down(work) is Outcome.STOPPED else make_receipt(work)

        return await self._do(job)

    def stop(self) -> None:
        """Let nothing new begin; what is under way ends with the calls that it is in."""
        self._stop.set()

    def hurry(self, work: "Work") -> None:
        """Look at once whether what a paused run waits for is there."""
        work.aws.pause.hurry()

    def watch(self, work: "Work | None") -> None:
        """Watch the tasks of this deployment until something is to be done, or until nobody's (None) are to be watched.

        A watch that has ended by itself, because the login has, is not begun again before that.
        """
        work = None if self.busy else work
        if work is self._watched:
            return
        self._look_away.set()
        self._watched = work
        if work:
            self._look_away = stop = threading.Event()
            job: Job = (lambda: _watch(work, stop), Future(), "")
            threading.Thread(target=deliver, args=job, name="a watch", daemon=True).start()

    async def close(self) -> None:
        """Let go of the deployment."""
        await self._do(self._held.close)

    def _open(self, name: str, target: "Target") -> "Work":
        from steps.aws import remains
        from steps.engine.build.work import Work
        from steps.engine.memory.deployment import Deployment
        from steps.target.practice_lost import note_lost, practice_began
        from tui.wizard_log import logging_to

        self._held.close()
        deployment = Deployment(name)
        with contextlib.ExitStack() as held:
            held.enter_context(deployment.locked())
            log = held.enter_context(logging_to(deployment.folder))
            aws = self._reach(target)
            note_lost(deployment, (self._practice or practice_began)())
            work = Work(
                deployment,
                self._book(),
                target.kind,
                aws,
                self._hear,
                stop=self._stop,
                remains=remains,
            )
            log.hide = work.record.hide
            self._held = held.pop_all()
        return work

    async def _do(self, job: Callable[[], T], profile: str = "") -> T:
        future: Future[T] = Future()
        self.waiting += 1
        self.watch(None)
        self._jobs.put((job, future, profile))
        try:
            return await asyncio.wrap_future(future)
        finally:
            self.waiting -= 1

    def _serve(self) -> None:
        while True:
            deliver(*self._jobs.get())


def _watch(work: "Work", stop: threading.Event) -> None:
    from steps.engine.build.watch import Watch

    Watch(work, stop).run()


async def beside(look: Callable[[], T], *, profile: str = "") -> T:
    """The answer of a short look, taken in a thread of its own, so that the screen goes on. Raises Trouble.

    `profile` is the AWS profile that a cure has to name.
    """
    future: Future[T] = Future()
    threading.Thread(target=deliver, args=(look, future, profile), name="a look", daemon=True).start()
    return await asyncio.wrap_future(future)


def deliver(job: Callable[[], T], future: "Future[T]", profile: str = "") -> None:
    """Do it and hand its result, or its error in words, to whoever waits."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except Exception as error:  # noqa: BLE001  (it is not swallowed: whoever awaits the job gets it)
        from steps.engine.cloud.explain import explain

        future.set_exception(explain(error, profile=profile))
    else:
        future.set_result(result)
