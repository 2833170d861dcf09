"""``python -m fenghuo``."""

from fenghuo.cli import main

main()
