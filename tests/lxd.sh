#!/usr/bin/env bash
# A real LXD for the tests of the module `lxd`: `tests/lxd.sh start FOLDER` starts a daemon that keeps
# everything in the folder, with an image of two megabytes, and prints its address; `tests/lxd.sh stop
# FOLDER` ends it. Needs root and the packages lxd, lxd-client, busybox-static and iptables.
set -euo pipefail
action=$1
folder=$2
export LXD_DIR="$folder/lxd" LXD_CONF="$folder/conf"

make_image() {
    local root="$folder/image"
    mkdir -p "$root"/{bin,sbin,etc,proc,sys,dev,tmp,root,run,var}
    cp "$(command -v busybox)" "$root/bin/busybox"
    for name in sh ip sleep cat echo rm printf; do ln -sf busybox "$root/bin/$name"; done
    cat >"$root/sbin/init" <<'INIT'
#!/bin/sh
trap 'exit 0' TERM INT PWR
while :; do sleep 60 & wait $!; done
INIT
    # Keeps what it is told, so that a test can look.
    printf '#!/bin/sh\ncat >/etc/chpasswd\n' >"$root/bin/chpasswd"
    chmod +x "$root/sbin/init" "$root/bin/chpasswd"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:' >"$root/etc/group"
    printf 'architecture: %s\ncreation_date: 1700000000\nproperties:\n  description: Tiny\n' \
        "$(uname -m)" >"$folder/metadata.yaml"
    tar -C "$folder" -czf "$folder/metadata.tar.gz" metadata.yaml
    tar -C "$root" -czf "$folder/rootfs.tar.gz" .
    for alias in tiny tiny-2; do
        lxc image import --quiet "$folder/metadata.tar.gz" "$folder/rootfs.tar.gz" --alias "$alias" \
            2>/dev/null || lxc image alias create "$alias" "$(lxc image list -f csv -c f tiny)"
    done
}

case "$action" in
start)
    mkdir -p "$LXD_DIR"
    # A container looks into it as a user of its own.
    chmod 711 "$folder"
    lxd --group root >"$folder/log" 2>&1 </dev/null &
    echo $! >"$folder/pid"
    lxd waitready --timeout 30
    lxd init --preseed >/dev/null <<'PRESEED'
storage_pools:
- {name: default, driver: dir}
profiles:
- name: default
  devices:
    root: {path: /, pool: default, type: disk}
- name: small
  config: {limits.cpu: "1"}
  devices:
    root: {path: /, pool: default, type: disk}
- name: install-panel
  description: Install the panel
  config:
    user.recipe: 'echo "$LICENSE_KEY" >/etc/panel-key; exit "${CODE:-0}"'
    user.tags: tiny
PRESEED
    make_image >/dev/null 2>&1
    # Where a daemon runs but no machine does (no control groups, no network), there is no LXD.
    {
        lxc init tiny probe
        lxc config device add probe eth0 nic nictype=routed "ipv4.address=10.127.$((RANDOM % 256)).9"
        lxc start probe
        lxc delete --force probe
    } >>"$folder/log" 2>&1
    # The same by HTTPS: a client whose certificate it trusts, and what its own is known by.
    port=$((20000 + RANDOM % 20000))
    {
        lxc config set core.https_address "127.0.0.1:$port"
        lxc config set core.trust_password onsell
        lxc remote add tls "https://127.0.0.1:$port" --accept-certificate --password onsell
    } >/dev/null 2>&1
    echo "https://127.0.0.1:$port" >"$folder/https"
    lxc info 2>/dev/null | sed -n 's/.*certificate_fingerprint: //p' >"$folder/fingerprint"
    echo "unix://$LXD_DIR/unix.socket"
    ;;
stop)
    # What the tests made ends with it.
    lxc list -f csv -c n 2>/dev/null | xargs -r lxc delete --force >/dev/null 2>&1 || true
    lxd shutdown --timeout 20 >/dev/null 2>&1 || kill "$(cat "$folder/pid")" 2>/dev/null || true
    rm -rf "$folder"
    ;;
esac
