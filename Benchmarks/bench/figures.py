"""Medians of rounds, how far the rounds lie apart, and ratios."""

from statistics import median


def summary(values):
    """The median, and the extremes. A thousandth is far below what rounds differ by."""
    values = [round(value, 3) for value in values]
    return {"median": median(values), "low": min(values), "high": max(values), "rounds": values}


def spread(figure):
    """Half of what lies between the extremes, as a part of the median."""
    return (figure["high"] - figure["low"]) / 2 / figure["median"]


def ratio(ours, theirs):
    """The median of each round's own ratio: what slowed a whole round down slowed both."""
    return median(our / their for our, their in zip(ours["rounds"], theirs["rounds"], strict=True))
