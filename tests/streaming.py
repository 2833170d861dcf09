"""A readings stream for tests: one NATS node that offers both protocols, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fenghuo.cluster.nodes import ROLE_USER, Node, RunningNode, a_node, start_nodes
from ingest.stream.link import Address, Link
from ingest.stream.readings import ReadingsStream, ensure_stream
from tests.running import eventually
from tests.services import broker_users

PASSWORD = "role-secret"


@dataclass(slots=True, kw_only=True)
class Streaming:
    """Nodes that run."""

    nodes: list[RunningNode]

    @property
    def node(self) -> Node:
        return self.nodes[0].node

    @property
    def servers(self) -> tuple[str, ...]:
        return tuple(each.node.url for each in self.nodes)

    @contextmanager
    def link(self, name: str = "test") -> Iterator[Link]:
        """Give a connection of one's own."""
        made = Link(Address(servers=self.servers, user=ROLE_USER, password=PASSWORD, name=name))
        made.start()
        try:
            eventually(lambda: not made.trouble, what="the link was made")
            yield made
        finally:
            made.stop()

    def ensure(self, stream: ReadingsStream) -> None:
        """Make a stream; a cluster that has just begun may not be ready for it yet."""
        with self.link("ensure") as link:

            def is_made() -> bool:
                try:
                    link.submit(ensure_stream(link, stream)).result(10)
                except Exception as error:  # noqa: BLE001 - tried again
                    return bool(str(error)) and False
                return True

            eventually(is_made, what="the stream was made", within=30)


@contextmanager
def a_streaming(folder: Path, *, count: int = 1) -> Iterator[Streaming]:
    """Run nodes for as long as the block lasts."""
    nodes = [a_node(f"n{number + 1}", folder / f"n{number + 1}") for number in range(count)]
    running = start_nodes(nodes, password=PASSWORD, users=broker_users())
    try:
        yield Streaming(nodes=running)
    finally:
        for each in running:
            each.stop()
