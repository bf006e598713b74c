"""The verdict on a soak: no growth, no failure, and every action was played."""

from dataclasses import dataclass
from statistics import median

from soak.deployment import RESTARTED, STEADY
from soak.judgement import KINDS

# The limits of growth, from the median of the first quarter to that of the last one. Descriptors vary with the open
# connections, and memory with the lengths of queues, so smaller differences mean nothing. Even a small leak at each request
# or edit exceeds the limits.
ALLOWED = {"memory": 1 << 20, "descriptors": 10, "threads": 0}


@dataclass(frozen=True)
class Growth:
    role: str
    figure: str
    first: float
    last: float

    @property
    def holds(self):
        return self.last - self.first <= ALLOWED[self.figure]


def growths(samples, warm_up):
    """The samples of each role and figure, after that many seconds. Among processes that overlap in a restart the newest counts."""
    found = []
    for role in (STEADY, RESTARTED):
        newest = {sample.at: sample for sample in sorted(samples, key=lambda sample: sample.generation) if sample.role == role}
        settled = [sample for at, sample in sorted(newest.items()) if at >= warm_up]
        quarter = len(settled) // 4
        if quarter == 0:
            continue
        for figure in ALLOWED:
            first = median(getattr(sample, figure) for sample in settled[:quarter])
            last = median(getattr(sample, figure) for sample in settled[-quarter:])
            found.append(Growth(role, figure, first, last))
    return found


def complaints(growths, kinds, failures, done):
    """The reasons why the soak fails; empty if it does not. `kinds` counts answers, `failures` failed requests, and `done` actions."""
    found = [f"{count} × {failure}" for failure, count in sorted(failures.items())]
    found += [
        f"{growth.figure} of the {growth.role} server grew from {growth.first:,.0f} to {growth.last:,.0f}"
        for growth in growths if not growth.holds
    ]
    found += [f"no growth of the {role} server was measured" for role in (STEADY, RESTARTED)
              if not any(growth.role == role for growth in growths)]
    found += [f"no {kind} was answered" for kind in KINDS if not kinds.get(kind)]
    found += [f"no {name}" for name, count in done.items() if not count]
    return found
