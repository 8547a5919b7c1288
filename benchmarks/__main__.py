"""Runs each module here that has a `main`, or those that are named: ``python -m benchmarks [NAME ...]``."""

import pkgutil
import sys
from importlib import import_module

import benchmarks


def main(names: list[str]) -> None:
    """Run the benchmarks of *names*, or all of them, in the order of their names."""
    for name in names or sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)):
        if name == "__main__":
            continue
        run = getattr(import_module(f"benchmarks.{name}"), "main", None)
        if run is not None:
            run()


if __name__ == "__main__":
    main(sys.argv[1:])
