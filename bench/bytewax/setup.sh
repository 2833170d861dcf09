#!/bin/sh
# Install the bytewax peer into a folder outside the repository: bench/bytewax/setup.sh FOLDER
set -eu
folder=${1:?usage: bench/bytewax/setup.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
cp "$here/flow.py" "$folder/"
echo "ready: fenghuo bench rule-peers --bytewax $folder"
