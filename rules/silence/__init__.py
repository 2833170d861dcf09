"""The silence kind: a station of which nothing arrives that its rule trusts."""
