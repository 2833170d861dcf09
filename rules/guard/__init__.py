"""The upstream guard: what keeps a level from stepping down while danger stands upstream."""
