"""Edge: a node that stands alone, and what it exchanges with the node above (ADR 0028).

Owns keys, the signed bundle that a node works by, its ledger of facts, parcels of facts, the node's process and its
link. The rules by which facts and orders are judged are pure and live below: ``incidents.convergence`` and
``alerts.relay``.
"""
