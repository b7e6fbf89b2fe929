#!/bin/sh
# Buys a license over HTTP/1.0 as an old module does: no keep-alive, a stray ';' behind a number.
set -eu

call() {
    curl --silent --show-error --fail --http1.0 --max-time 60 --insecure \
        --data "out=xml&authinfo=$LOGIN:$PASSWORD&$1" "$URL/billmgr"
}

# The text of the first element of that name.
text() {
    sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p" | head -n 1
}

succeed() {
    case $1 in
        *"<error"*) echo "refused: $1" >&2; exit 1 ;;
    esac
}

answer=$(call "func=soft.checkip&pricelist=$TARIFF;&period=1&ip=192.0.2.49")
succeed "$answer"
answer=$(call "func=soft.order.param&pricelist=$TARIFF;&period=1&ip=192.0.2.49&licname=old one&remoteid=a49&skipbasket=on&clicked_button=finish&sok=ok")
succeed "$answer"
id=$(printf '%s' "$answer" | text id)
[ -n "$id" ]
answer=$(call "func=soft.edit&elid=$id")
succeed "$answer"
[ -n "$(printf '%s' "$answer" | text lickey)" ]
[ "$(printf '%s' "$answer" | text licname)" = "old one" ]
answer=$(call "func=soft.checkip&pricelist=$TARIFF&period=1&ip=192.0.2.49")
case $answer in
    *'type="exists"'*) ;;
    *) echo "the address is taken, and nobody says so: $answer" >&2; exit 1 ;;
esac
succeed "$(call "func=soft.suspend&elid=$id")"
[ "$(call "func=soft.edit&elid=$id" | text status)" = 3 ]
succeed "$(call "func=soft.resume&elid=$id")"
balance=$(call "func=subaccount" | text balance)
[ -n "$balance" ]
echo "http 1.0 reseller: ok"
