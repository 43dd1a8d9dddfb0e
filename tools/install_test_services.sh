#!/bin/sh
# What the tests need from the system: on Debian as root it is installed, otherwise one sentence says what is missing.
# Installed services are neither started nor enabled: the tests start private instances themselves.
set -eu

has_command() { command -v "$1" >/dev/null 2>&1; }
has_library() { "${1}" -c "import ctypes; ctypes.CDLL('$2')" 2>/dev/null; }
has_font() { has_command fc-list && [ -n "$(fc-list "$1" file 2>/dev/null)" ]; }

missing=""
has_command redis-server || has_command valkey-server || missing="$missing redis-server"
has_command chromium || has_command chromium-browser || missing="$missing chromium"
has_command janus || missing="$missing janus"
has_command ffmpeg || missing="$missing ffmpeg"
has_command pdftotext || missing="$missing poppler-utils"
[ -x /usr/sbin/dovecot ] && [ -e /usr/lib/dovecot/imap ] || missing="$missing dovecot-imapd"
has_library .venv/bin/python libical.so.3 || missing="$missing libical3"
has_command fc-list || missing="$missing fontconfig"
has_font "Noto Sans" && has_font "Noto Sans Khmer" || missing="$missing fonts-noto-core"
missing=${missing# }
[ -n "$missing" ] || exit 0

if ! has_command apt-get || [ "$(id -u)" -ne 0 ]; then
    echo "The tests need what is not installed here: $missing (on Debian: as root, apt-get install $missing)." >&2
    exit 1
fi

echo "Installing for the tests: $missing" >&2
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# $missing holds several words on purpose.
if ! { apt-get -o Acquire::Retries=3 update && apt-get -o Acquire::Retries=3 install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "apt-get could not install: $missing (its whole output: $log)." >&2
    exit 1
fi
rm -f "$log"
case " $missing " in
    *" redis-server "*) ! has_command systemctl || systemctl disable redis-server >/dev/null 2>&1 || true ;;
esac
case " $missing " in
    *" janus "*) ! has_command systemctl || systemctl disable janus >/dev/null 2>&1 || true ;;
esac
case " $missing " in
    *" dovecot-imapd "*) ! has_command systemctl || systemctl disable dovecot >/dev/null 2>&1 || true ;;
esac
