"""Runs every benchmark in this folder: `make bench`."""

from importlib import import_module
from pkgutil import iter_modules

import benchmarks

for module in sorted(iter_modules(benchmarks.__path__), key=lambda found: found.name):
    main = getattr(import_module(f"benchmarks.{module.name}"), "main", None)
    if main is not None:
        main()
