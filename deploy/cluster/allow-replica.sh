#!/bin/sh
# Runs once, when the primary's data folder is made: the replica may connect with the same password.
set -eu
echo "host replication fenghuo all scram-sha-256" >> "$PGDATA/pg_hba.conf"
