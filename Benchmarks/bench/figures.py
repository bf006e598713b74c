"""Medians of rounds, their spread, and ratios."""

from statistics import median


def summary(values):
    """The median, and the extremes. A thousandth is far below the difference between rounds."""
    values = [round(value, 3) for value in values]
    return {"median": median(values), "low": min(values), "high": max(values), "rounds": values}


def spread(figure):
    """Half of the difference between the extremes, relative to the median."""
    return (figure["high"] - figure["low"]) / 2 / figure["median"]


def ratio(ours, theirs):
    """The median of the rounds' ratios: a disturbance of a whole round affects both."""
    return median(our / their for our, their in zip(ours["rounds"], theirs["rounds"], strict=True))
