#!/bin/sh
# Install the Node-RED peer of the rules into a folder outside the repository: bench/nodered-function/setup.sh FOLDER
set -eu
folder=${1:?usage: bench/nodered-function/setup.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cp "$here/../nodered/package.json" "$folder/"
cp "$here/settings.js" "$here/source.js" "$here/check.js" "$here/tally.js" "$folder/"
cd "$folder"
npm install --no-audit --no-fund --loglevel=error
echo "ready: fenghuo bench rule-peers --node-red $folder"
