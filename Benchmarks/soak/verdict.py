"""Whether the soak holds: nothing grows, nothing failed, and all was played that should be."""

from dataclasses import dataclass
from statistics import median

from soak.deployment import RESTARTED, STEADY
from soak.judgement import KINDS

# From the median of the first quarter to that of the last one. Descriptors follow the connections that happen to be open, and
# memory the lengths of queues: as much of a difference says nothing. What leaks a little at each request or edit makes more.
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
    """Of each role and figure, after so many seconds. Of processes that overlap in a restart the newest counts."""
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
    """Why the soak does not hold; empty if it does. `kinds` counts answers, `failures` what failed, `done` what was played."""
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
