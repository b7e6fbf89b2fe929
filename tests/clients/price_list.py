#!/usr/bin/env python3
"""A page with prices: it loads a script that calls a function of the page with the price list."""

import json
import os
import urllib.request

query = "func=pricelist.export&project=1&itemtype=soft&onlyavailable=on&out=bjson&callback=showPrices"
with urllib.request.urlopen(f"{os.environ['URL']}/?{query}", timeout=60) as answer:
    assert "javascript" in answer.headers["Content-Type"], answer.headers
    script = answer.read().decode()
start = script.index("showPrices(") + len("showPrices(")
prices = json.loads(script[start:script.rindex(")")])
tariffs = {tariff["id"]: tariff for tariff in prices["pricelist"]}
tariff = tariffs[os.environ["TARIFF"]]
months = {int(p["length"]): p["cost"] for p in tariff["price"]["period"] if p["type"] == "month"}
assert float(months[1]) > 0, months

query = "func=pricelist.export&elid=1&itemtype=soft&out=json"
with urllib.request.urlopen(f"{os.environ['URL']}/billmgr?{query}", timeout=60) as answer:
    assert answer.headers["Content-Type"] == "application/json", answer.headers
    doc = json.load(answer)["doc"]
found = [t for t in doc["pricelist"] if t["id"]["$"] == os.environ["TARIFF"]]
assert found[0]["price"]["period"][0]["$cost"], found
print("price list: ok")
