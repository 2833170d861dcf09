"""The release gate: what the shipped drills and recorded series lead to, compared with what they led to before."""
