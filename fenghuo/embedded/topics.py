"""MQTT topic filters as NATS subjects, the way nats-server itself converts them.

Source:
    NATS documentation, "MQTT: topics and subjects": `/` becomes `.`, a `.` inside a level becomes `//`, `+` is `*`;
    `a/#` also covers `a` itself, which takes two subjects. NATS wildcards inside a topic are not escaped by the
    server, so they are refused here.
"""

from fenghuo.embedded.errors import ServiceError

#: Characters that mean something to NATS or cannot be part of a subject.
_FORBIDDEN = frozenset("*> \t\r\n\0")


def to_subjects(topic_filter: str) -> tuple[str, ...]:
    """Return the NATS subjects that an MQTT topic filter covers.

    Args:
        topic_filter: Such as `fh/v1/+/+/obs` or `fh/v1/#`; every level must have at least one character.

    Raises:
        ServiceError: It is not a filter that can be converted.
    """
    levels = topic_filter.split("/")
    for place, level in enumerate(levels):
        if not level or _FORBIDDEN & set(level):
            raise ServiceError(f'topic filter "{topic_filter}": level {place + 1} is "{level}", expected a plain name')
        is_misplaced_hash = "#" in level and (level != "#" or place != len(levels) - 1)
        if is_misplaced_hash or ("+" in level and level != "+"):
            raise ServiceError(f'topic filter "{topic_filter}": level {place + 1} mixes a wildcard with other text')
    subject = ".".join("*" if level == "+" else level.replace(".", "//") for level in levels if level != "#")
    if levels[-1] != "#":
        return (subject,)
    return (subject, f"{subject}.>") if subject else (">",)
