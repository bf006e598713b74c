"""The actions of the operators: failovers, edits, restarts and a growing log in the site."""

import asyncio
from dataclasses import dataclass, field

from soak.deployment import RESTARTED


@dataclass(frozen=True)
class Pace:
    """Seconds between the actions. Short soaks do everything faster, so that all actions happen."""

    failover: float
    edit: float
    restart: float
    flood: float
    first_flood: float

    @staticmethod
    def of(seconds):
        short = min(1, seconds / 3600)
        return Pace(
            failover=max(8, 40 * short), edit=1, restart=max(10, 60 * short), flood=max(60, 600 * short),
            first_flood=max(5, 60 * short),
        )


@dataclass
class Operators:
    deployment: object
    pace: Pace
    # The number of actions, by name.
    done: dict = field(default_factory=lambda: dict.fromkeys(
        ("failovers", "edits by rename", "edits in place", "edits of the film", "rolling restarts", "plain restarts",
         "lines of a log in the site"), 0))

    def tasks(self):
        return (self._fail_over(), self._edit(), self._restart(), self._append())

    async def _fail_over(self):
        """In each period, the applications are down for three quarters: first one, then both."""
        first, second = self.deployment.applications
        while True:
            first.go_down()
            # Every other time both go down at once.
            if self.done["failovers"] % 2:
                await asyncio.sleep(1)
            second.go_down()
            self.done["failovers"] += 1
            await asyncio.sleep(self.pace.failover * 3 / 4)
            await second.come_up()
            await asyncio.sleep(1)
            await first.come_up()
            await asyncio.sleep(self.pace.failover / 4)
            first, second = second, first

    async def _edit(self):
        site = self.deployment.site
        for number in range(1, 1 << 40):
            await asyncio.sleep(self.pace.edit)
            if number % 10 == 0:
                finish = site.begin_page_in_place()
                await asyncio.sleep(0.1)
                finish()
                self.done["edits in place"] += 1
            else:
                site.rename_page()
                self.done["edits by rename"] += 1
            if number % 30 == 0:
                site.rename_film()
                self.done["edits of the film"] += 1

    async def _restart(self):
        """Restarts beside the old process, and after it, in turns."""
        deployment = self.deployment
        while True:
            await asyncio.sleep(self.pace.restart)
            old = deployment.newest[RESTARTED]
            await deployment.start_next(RESTARTED)
            await deployment.stop(old)
            self.done["rolling restarts"] += 1
            await asyncio.sleep(self.pace.restart)
            await deployment.stop(deployment.newest[RESTARTED])
            await deployment.start_next(RESTARTED)
            self.done["plain restarts"] += 1

    async def _append(self):
        """Appends ten lines a second, with pauses in which the log is complete."""
        while True:
            for _ in range(100):
                self.deployment.site.append_to_log()
                self.done["lines of a log in the site"] += 1
                await asyncio.sleep(0.1)
            await asyncio.sleep(2)
