# Sourced by the commands in deploy/: help, what must be installed, and the way into the Python package `stack`.

repository=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
local_folder=$repository/deploy/local
state_folder=$repository/.local
virtual_environment=$state_folder/venv

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Prints the comment at the head of the command as its help, if that was asked for.
print_help_if_asked() {
    local argument
    for argument in "$@"; do
        if [[ $argument == --help || $argument == -h ]]; then
            sed -n '2,/^set -/{/^set -/d; s/^# \{0,1\}//p}' "$0"
            exit 0
        fi
    done
}

# Refuses options that the help does not name, before minutes go by. Python sees to what belongs to them.
require_known_options() {
    local argument
    for argument in "$@"; do
        if [[ $argument == -* ]] && ! sed -n '2,/^set -/p' "$0" | grep -qE -- "^#.* ${argument%%=*}([ ,]|$)"; then
            say "deploy/${0##*/}: unrecognized option $argument. See deploy/${0##*/} --help."
            exit 2
        fi
    done
}

# Everything that `deploy/up` and `deploy/test` need before Python can take over.
ensure_prerequisites() {
    ensure_packages
    ensure_swift
    ensure_python_packages
}

missing_packages() {
    pkg-config --version > /dev/null 2>&1 || echo pkg-config
    pkg-config --exists rdkafka 2> /dev/null || echo librdkafka-dev
    pkg-config --exists libpq 2> /dev/null || echo libpq-dev
    compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null || echo postgresql
    python3 -c 'import ensurepip, venv' 2> /dev/null || echo python3-venv
}

ensure_packages() {
    local packages
    mapfile -t packages < <(missing_packages)
    (( ${#packages[@]} )) || return 0

    local as_root=()
    if (( EUID )); then as_root=(sudo); fi
    local by_hand="${as_root[*]:+sudo }apt-get update && ${as_root[*]:+sudo }apt-get install ${packages[*]}"
    command -v apt-get > /dev/null || fail "Missing: ${packages[*]} (their Debian names). Install them and run this again."
    if (( EUID )) && ! command -v sudo > /dev/null; then
        fail "Missing: ${packages[*]}. There is no sudo here, so run this as root and then $0 again:
  apt-get update && apt-get install ${packages[*]}"
    fi

    say "Installing from apt: ${packages[*]}"
    # Debian starts a database cluster when PostgreSQL is installed. Ours is private, so none is wanted.
    local no_cluster=/etc/postgresql-common/createcluster.d/register-ects.conf
    "${as_root[@]}" mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" > /dev/null
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "${packages[@]}"; } 2>&1 | tee "$log" | show_progress; then
        "${as_root[@]}" rm -f "$no_cluster"
        tail -n 20 "$log" >&2
        fail "apt could not install them. Try it by hand and run this again:
  $by_hand"
    fi
    "${as_root[@]}" rm -f "$no_cluster"
    rm -f "$log"
}

ensure_swift() {
    local said version scratch status=0
    command -v swift > /dev/null || fail 'Swift is missing. Install Swift 6.3 or later: https://www.swift.org/install/linux/'
    # The compiler leaves a folder behind.
    scratch=$(mktemp -d)
    said=$(TMPDIR=$scratch swift --version 2>&1) || status=$?
    rm -rf "$scratch"
    (( status == 0 )) || fail "Swift is installed but does not start. It says:
  $said
Install what it misses, as https://www.swift.org/install/linux/ lists it for this system."
    version=$(grep -oE 'Swift version [0-9]+\.[0-9]+' <<< "$said" | grep -oE '[0-9]+\.[0-9]+' || true)
    if [[ $(printf '%s\n6.3\n' "$version" | sort -V | head -n 1) != 6.3 ]]; then
        fail "Swift ${version:-of an unknown version} is too old: 6.3 or later is needed. https://www.swift.org/install/linux/"
    fi
}

# Installs a requirements file, and with an argument that one too, into the private virtual environment.
ensure_python_packages() {
    local names=(requirements.txt "$@") stamp=$virtual_environment/.installed wanted
    # The folder counts too: a virtual environment does not survive a move.
    wanted=$(cd "$local_folder" && sha256sum "${names[@]}" && echo "$repository")
    if [[ -f $stamp ]] && ! grep -vqxFf "$stamp" <<< "$wanted"; then return 0; fi

    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$(python3 --version) is too old: Python 3.11 or later is needed."
    say "Installing Python packages into .local/venv (pinned by hash)"
    mkdir -p "$state_folder"
    # One that is half made, or was moved here from another folder, is made anew.
    grep -qxF "$repository" "$stamp" 2> /dev/null || python3 -m venv --clear "$virtual_environment"
    local name requirements=()
    for name in "${names[@]}"; do requirements+=(--requirement "$local_folder/$name"); done
    PIP_DISABLE_PIP_VERSION_CHECK=1 "$virtual_environment/bin/python" -m pip install --require-hashes "${requirements[@]}" 2>&1 |
        show_progress || fail "pip could not install ${names[*]}: run it by hand to see why:
  .local/venv/bin/python -m pip install --require-hashes ${requirements[*]}"
    # The broker needs a newer librdkafka than Debian has; the one inside the wheel of confluent-kafka is put in front.
    local library
    library=$(compgen -G "$virtual_environment/lib/python3.*/site-packages/confluent_kafka.libs/librdkafka-*.so.1" | head -n 1)
    mkdir -p "$state_folder/lib"
    ln -sfn "$library" "$state_folder/lib/librdkafka.so.1"
    (cat "$stamp" 2> /dev/null || true; printf '%s\n' "$wanted") | sort -u > "$stamp.new"
    mv "$stamp.new" "$stamp"
}

# Shows the last line that comes in: over and over on one line of a terminal, a line every ten seconds elsewhere.
show_progress() {
    local line last=$SECONDS
    while IFS= read -r line; do
        if [[ -t 2 ]]; then
            printf '\r\033[K  %.*s' $(( ${COLUMNS:-100} - 4 )) "$line" >&2
        elif (( SECONDS - last >= 10 )); then
            say "  $line"
            last=$SECONDS
        fi
    done
    if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}

# Becomes a Python package of deploy/local, with the arguments given. It talks to this machine alone, past any proxy.
run_python() {
    local here=127.0.0.1,localhost
    export no_proxy=$here${no_proxy:+,$no_proxy} NO_PROXY=$here${NO_PROXY:+,$NO_PROXY}
    PYTHONPATH=$local_folder PYTHONDONTWRITEBYTECODE=1 exec "$virtual_environment/bin/python" -m "$@"
}

run_stack() { run_python stack "$@"; }

# The same for commands that make no sense before the first `deploy/up`.
run_stack_if_installed() {
    [[ -f $virtual_environment/.installed ]] || fail 'Nothing was started here yet: run deploy/up first.'
    run_stack "$@"
}
