"""Measure the plan of a digest: how good its page is beside the best there is, and what it costs.

    python benchmarks/plan.py               # 500 days against every page, 20 days of 2,000 candidates
    python benchmarks/plan.py --days 50

The days are those of the tests (`tests/days.py`), and so is what tries every page (`tests/every_page.py`). Times are of the processor.
For 2,000 candidates nobody can try every page: there the page is compared with a bound that no page can exceed, and that itself
knows neither sources nor stories nor that an article is read whole or not at all.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.planning.bound import PageBound
from pipeline.planning.options import choices, contenders
from pipeline.stages.plan import plan
from tests.days import Day, a_busy_day, made_up_day
from tests.every_page import best_worth, worth_of

_BUSY_DAYS, _TIMES = 20, 3


def planned(day: Day) -> tuple[float, float]:
    """Return what the plan of *day* is worth, and the seconds it took."""
    began = process_time()
    made = plan(day.scored, [], day.frame)
    return worth_of(day, made), process_time() - began


def bound_of(day: Day) -> float:
    """Return what no page of *day* can exceed."""
    frame = day.frame
    ranked = choices(sorted(day.scored, key=lambda one: one.candidate.id), frame.windows)
    return PageBound(contenders(ranked, frame.windows, frame.most_per_source), frame.windows, frame.given).value


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Measure the plan of a digest.")
    parser.add_argument("--days", type=int, default=500, help="days that are checked against every page")
    days = [made_up_day(seed) for seed in range(parser.parse_args().days)]
    results = [planned(day) for day in days]
    shares = [worth / best for day, (worth, _) in zip(days, results, strict=True) if (best := best_worth(day, least=worth))]
    seconds = sorted(took for _, took in results)
    print(
        f"{len(days)} days of up to {max(len(day.scored) for day in days)} candidates, {len(days) - len(shares)} of them with nothing to pick"
    )
    print(f"  windows: {dict(sorted(Counter(len(day.frame.windows) for day in days).items()))}")
    print(f"  of the best possible: at least {min(shares):.4%}, in the mean {sum(shares) / len(shares):.4%}")
    print(f"  CPU: median {1000 * median(seconds):.1f} ms, at most {1000 * seconds[-1]:.0f} ms")
    busy = [a_busy_day(seed) for seed in range(_BUSY_DAYS)]
    runs = [(day, [planned(day) for _ in range(_TIMES)]) for day in busy]
    quickest = sorted(min(took for _, took in run) for _, run in runs)
    of_bound = [run[0][0] / bound_of(day) for day, run in runs]
    print(f"{len(busy)} days of {len(busy[0].scored):,} candidates, the quickest of {_TIMES} runs each")
    print(f"  of a bound that no page exceeds: at least {min(of_bound):.2%}, in the mean {sum(of_bound) / len(of_bound):.2%}")
    print(f"  CPU: median {1000 * median(quickest):.0f} ms, at most {1000 * quickest[-1]:.0f} ms")


if __name__ == "__main__":
    main()
