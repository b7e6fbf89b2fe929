#!/usr/bin/env python3
"""Buys a license over bjson. Its HTTP library is given a body and told nothing about it."""

import http.client
import json
import os
import urllib.parse

HOST = urllib.parse.urlparse(os.environ["URL"]).netloc


def call(**fields):
    fields = {"out": "bjson", "lang": "en",
              "authinfo": os.environ["LOGIN"] + ":" + os.environ["PASSWORD"], **fields}
    connection = http.client.HTTPConnection(HOST, timeout=60)
    body = urllib.parse.urlencode(fields)
    connection.putrequest("POST", "/billmgr")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    connection.send(body.encode())
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    result = json.loads(answer.read())
    return result.get("doc", result)


def succeed(result):
    assert "error" not in result, result["error"]["msg"]
    return result


def model(elid):
    shown = succeed(call(func="soft.edit", elid=elid))["model"]
    for name in ("id", "name", "licname", "ip", "lickey", "status", "webdomains", "createdate",
                 "expiredate", "pricelist", "pricelist_name"):
        assert name in shown, name
    return shown


order = succeed(call(
    func="soft.order.param", pricelist=os.environ["TARIFF"], period=1, autoprolong="null",
    ip="192.0.2.33", licname="bjson", remoteid="service-33", skipbasket="on", sok="ok",
    clicked_button="finish"))
elid = int(order["id"]["v"])
states = ["Unknown", "Ordered", "Active", "Suspended", "Deleted", "Processing"]
card = model(elid)
assert states[int(card["status"])] == "Active", card["status"]
assert int(card["lickey"].split("-")[0]) == elid
assert card["pricelist"] == os.environ["TARIFF"]

ends = card["expiredate"]
succeed(call(func="service.prolong", elid=elid, period=1, sok="ok"))
assert model(elid)["expiredate"] > ends
changed = call(func="service.changepricelist", elid=elid, pricelist="55228", period=1, sok="ok")
assert "error" in changed or model(elid)["pricelist"] == "55228"
key = model(elid)["lickey"]
succeed(call(func="soft.edit", elid=elid, clicked_button="newkey", sok="ok"))
assert model(elid)["lickey"] != key
rows = succeed(call(func="soft"))["elem"]
mine = [row for row in rows if row["remoteid"] == "service-33"]
assert len(mine) == 1 and mine[0]["item_status_orig"] == "2", mine
succeed(call(func="soft.delete", elid=elid, sok="ok"))
wrong = call(func="soft.edit", elid="x")
assert wrong["error"]["type"] == "value" and isinstance(wrong["error"]["msg"], str)
print("bjson reseller: ok")
