#!/usr/bin/env python3
"""Buys a license, renews it, stops it, gives it new data and puts it into a pool, over XML forms."""

import os
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

URL = os.environ["URL"] + "/manager/billmgr"
AUTH = os.environ["LOGIN"] + ":" + os.environ["PASSWORD"]


def call(**fields):
    fields = {"out": "xml", "authinfo": AUTH, **fields}
    body = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(urllib.request.Request(URL, data=body), timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/xml"), answer.headers
        return ET.fromstring(answer.read())


def succeed(doc):
    error = doc.find("error")
    assert error is None, (error.get("type"), error.findtext("msg"))
    return doc


def refuse(doc, kind):
    error = doc.find("error")
    assert error is not None and error.get("type") == kind, ET.tostring(doc)
    assert error.findtext("msg").strip()


order = succeed(call(
    func="soft.order.param", pricelist=os.environ["TARIFF"], period=1, pid=17, ip="192.0.2.17",
    licname="srv1", project=1, sok="ok", skipbasket="on", remoteid="l17",
    clicked_button="finish"))
elid = order.findtext("id")
assert elid == order.findtext("item.id")

# This module asks without a pause until there is a key.
for _ in range(100):
    card = succeed(call(func="soft.edit", elid=elid))
    if card.findtext("lickey"):
        break
key = card.findtext("lickey")
assert key, "no key"
assert card.findtext("status") == "2" and card.findtext("ip") == "192.0.2.17"
assert card.findtext("remoteid") == "l17"
due = card.findtext("expiredate")
assert len(due) == 10

renewed = succeed(call(func="service.prolong", elid=elid, period=1, sok="ok"))
after = renewed.find("doc").findtext("newexpiredate")
assert after > due, (after, due)
assert succeed(call(func="soft.edit", elid=elid)).findtext("expiredate") == after

succeed(call(func="soft.suspend", elid=elid))
assert succeed(call(func="soft.edit", elid=elid)).findtext("status") == "3"
succeed(call(func="soft.resume", elid=elid))
succeed(call(func="soft.edit", elid=elid, licname="srv2", ip="192.0.2.17", remoteid="l17", sok="ok"))
assert succeed(call(func="soft.edit", elid=elid)).findtext("licname") == "srv2"

fresh = succeed(call(func="soft.edit", elid=elid, clicked_button="newkey", sok="ok"))
assert fresh.findtext("lickey") not in ("", key)

# Ended here: back into the module's own pool.
succeed(call(func="soft.suspend", elid=elid))
succeed(call(func="soft.edit", elid=elid, licname="free.lic", ip="0.0.0.0", remoteid="", sok="ok"))
card = succeed(call(func="soft.edit", elid=elid))
assert (card.findtext("licname"), card.findtext("remoteid") or "") == ("free.lic", "")

rows = succeed(call(func="soft")).findall("elem")
assert [row.findtext("id") for row in rows if row.findtext("licname") == "free.lic"] == [elid]
refuse(call(func="soft.edit", elid=999999), "missed")
refuse(call(func="soft.order.param", pricelist=1, period=1, sok="ok"), "value")

# The administrator of that panel signs in here without a password.
one_time = "k" * 24
succeed(call(func="session.newkey", username=os.environ["LOGIN"], key=one_time))
query = {"func": "auth", "out": "xml", "username": os.environ["LOGIN"], "key": one_time}
signed = urllib.request.urlopen(URL + "?" + urllib.parse.urlencode(query), timeout=60).read()
session = succeed(ET.fromstring(signed)).find("auth").get("id")
assert len(session) >= 24
again = urllib.request.urlopen(URL + "?" + urllib.parse.urlencode(query), timeout=60).read()
refuse(ET.fromstring(again), "auth")
print("license reseller: ok")
