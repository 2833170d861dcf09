#!/bin/sh
# Puts the secrets into the environment that broker.conf reads, then becomes the server.
set -eu
INGEST_PASSWORD="$(cat /run/secrets/mqtt_password)"
DEVICE_PASSWORD="$(cat /run/secrets/device_password)"
export INGEST_PASSWORD DEVICE_PASSWORD
exec nats-server --config /etc/nats/broker.conf
