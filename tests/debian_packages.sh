#!/bin/sh
# Installs the servers and the browser that the tests run for real, or the packages that are named (each has a command of
# its own name). It starts nothing, replaces nothing, and says what it installs. APT=0 forbids it; then the tests that need them are skipped, one line each.
set -eu

wanted() { # PACKAGE COMMAND: the package, unless the command is there
    PATH="$PATH:/usr/sbin:/sbin" command -v "$2" >/dev/null 2>&1 || echo "$1"
}

# A machine has one mail server, and installing another pushes it out. So Postfix comes only where there is none, and
# the help desk with it, for it is wired to Postfix; its packages are named so far that it brings neither a web server
# nor a database server.
mail_servers() {
    if [ -z "$(wanted x postfix)" ] || [ -n "$(wanted x sendmail)" ]; then
        wanted postfix postfix
        wanted "request-tracker5 rt5-standalone rt5-db-sqlite dbconfig-no-thanks" rt-setup-database-5
    else
        echo "Not installed, because another mail server is here: postfix. Tests that need it are skipped." >&2
    fi
}

if [ $# -gt 0 ]; then
    missing=$(for package in "$@"; do wanted "$package" "$package"; done)
else
    missing=$(wanted nginx-light nginx; wanted dovecot-imapd dovecot; wanted mosquitto mosquitto; wanted chromium chromium
        wanted iproute2 ip; wanted iperf3 iperf3; wanted fping fping
        mail_servers)
fi
missing=$(echo $missing)
[ -n "$missing" ] || exit 0
if [ "${APT:-1}" = 0 ]; then
    echo "Not installed, because APT=0: $missing. Tests that need them are skipped."
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed, because that takes root and apt: $missing. Tests that need them are skipped."
    exit 0
fi

echo "Installing these Debian packages for the tests: $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
plan=$(apt-get install --simulate --no-install-recommends $missing)
if removed=$(echo "$plan" | grep '^Remv '); then
    echo "Installing them would remove what is here, so nothing is installed:"
    echo "$removed"
    exit 0
fi

# Debian starts a server when it is installed, unless this policy says no. One that is there already stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get install -qq --yes --no-install-recommends $missing >/dev/null
