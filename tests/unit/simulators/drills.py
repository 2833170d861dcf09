"""Drill documents for tests."""

SHORT = """apiVersion: fenghuo/v1
kind: Drill
id: short
title: {zh: 短演练, en: Short}
story: {zh: 一场急雨, en: A short storm}
start: "2020-07-17T20:00:00+08:00"
length: 4h
seed: 7
world:
  water:
    length_h: 4
    rain: {mm: 180, from_h: 0.1, until_h: 3, cells: 12}
    wetness: 0.9
injects:
  - {at: 1h, kind: lose_station, station: XY-H03}
  - {at: "21:30", kind: call, id: press, text: {zh: 记者来电, en: A journalist calls}, roles: [press], by: "22:00"}
participants:
  approvers:
    - {name: chen-approver, delay: [1m, 2m, 3m]}
  villages:
    - {answers: 1}
    - {division: "411528900204", answers: 0}
expect:
  - {kind: warning, hazard: "11B03", level: blue, by: 3h}
never:
  - {kind: cancel, from: 1h, by: 2h}
"""


def written(old: str, new: str) -> str:
    """Return the short drill with a part of it written otherwise."""
    assert old in SHORT
    return SHORT.replace(old, new, 1)
