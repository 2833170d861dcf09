#!/bin/sh
# Puts the secrets and the other nodes into the environment that nats.conf reads, then becomes the server.
set -eu
INGEST_PASSWORD="$(cat /run/secrets/mqtt_password)"
DEVICE_PASSWORD="$(cat /run/secrets/device_password)"
CLUSTER_PASSWORD="$(cat /run/secrets/cluster_password)"
ROUTES="["
for peer in $PEERS; do
    ROUTES="$ROUTES\"nats://node:$CLUSTER_PASSWORD@$peer:6222\", "
done
ROUTES="${ROUTES%, }]"
export INGEST_PASSWORD DEVICE_PASSWORD CLUSTER_PASSWORD ROUTES
exec nats-server --config /etc/nats/nats.conf
