#!/bin/sh
# What an administrator's cron runs: counts what needs a person, over mgrctl.
set -eu

mgr() {
    # An error is part of the document, and the exit code says only whether mgrctl could ask.
    "$MGRCTL" -m billmgr -o xml "$@"
}

operations=$(mgr runningoperation)
count=$(printf '%s' "$operations" | sed -n 's:.*<p_elems>\([0-9]*\)</p_elems>.*:\1:p')
[ -n "$count" ]
tasks=$(mgr task filter=on status=0 type=postopen itemstatus=5)
case $tasks in *"<error"*) echo "task: $tasks" >&2; exit 1 ;; esac
# Everything the customer may do, as the customer.
mine=$(mgr whoami authinfo="$LOGIN:$PASSWORD")
case $mine in *'level="16"'*) ;; *) echo "not the customer: $mine" >&2; exit 1 ;; esac
wrong=$(mgr no.such.function) || { echo "an error is no failure of mgrctl" >&2; exit 1; }
case $wrong in *'<error type="access"'*) ;; *) echo "no error: $wrong" >&2; exit 1 ;; esac
# In text an error is a failure.
if "$MGRCTL" -m billmgr no.such.function >/dev/null 2>&1; then
    echo "text mode hides errors" >&2
    exit 1
fi
services=$("$MGRCTL" -m billmgr soft | grep -c 'status=2' || true)
[ "$services" -ge 1 ]
echo "monitor: ok, $count operations, $services active licenses"
