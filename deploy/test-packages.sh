#!/bin/sh
# Installs the Debian packages that the tests need, only those that are missing, when run as root; as anybody else it
# names what is missing and fails. Tests are never skipped for want of a package.
set -eu

# One line per need: the package, and the command or file by which it is known to be there.
needs='chromium chromium
fonts-noto-cjk /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
mosquitto mosquitto
mosquitto-clients mosquitto_sub
debootstrap debootstrap
docker-compose docker-compose'

# mosquitto and debootstrap live in sbin, which an ordinary user's PATH may lack.
PATH="$PATH:/usr/sbin:/sbin"

is_there() {
    case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

missing_packages() {
    echo "$needs" | while read -r package sign; do
        is_there "$sign" || echo "$package"
    done
}

missing=$(missing_packages | tr '\n' ' ')
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need Debian packages that this machine lacks: $missing" >&2
    echo "Install them as root: apt-get update && apt-get install --no-install-recommends $missing" >&2
    exit 1
fi
if ! is_there apt-get; then
    echo "The tests need these Debian packages, and there is no apt-get to install them: $missing" >&2
    exit 1
fi

echo "installing for the tests: $missing" >&2
export DEBIAN_FRONTEND=noninteractive
# Installing mosquitto must not start a broker of its own on port 1883.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
apt-get update -q >&2
# shellcheck disable=SC2086 # a list of words
apt-get install -q -y --no-install-recommends $missing >&2

missing=$(missing_packages | tr '\n' ' ')
if [ -n "$missing" ]; then
    echo "apt-get installed them, but these are still not found: $missing" >&2
    exit 1
fi
