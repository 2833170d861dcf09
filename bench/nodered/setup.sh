#!/bin/sh
# Install the Node-RED peer into a folder outside the repository: bench/nodered/setup.sh FOLDER
set -eu
folder=${1:?usage: bench/nodered/setup.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cp "$here/package.json" "$here/settings.js" "$here/flows.json" "$folder/"
cd "$folder"
npm install --no-audit --no-fund --loglevel=error
echo "ready: fenghuo bench nodered --folder $folder"
