"""Runs every benchmark in this folder: `make bench`."""

from importlib import import_module
from pkgutil import iter_modules

import benchmarks

if __name__ == "__main__":
    for name in sorted(module.name for module in iter_modules(benchmarks.__path__)):
        # This file is one of them, and not a benchmark.
        if name != "__main__":
            import_module(f"benchmarks.{name}").main()
