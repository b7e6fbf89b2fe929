#!/usr/bin/env python3
"""A customer's cabinet in a browser: signs in with a form, keeps a session, orders over the cart."""

import json
import os
import urllib.parse
import urllib.request

URL = os.environ["URL"] + "/billmgr"


def read(request):
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.headers["Content-Type"] == "application/json", answer.headers
        return json.load(answer)["doc"]


def sign_in(name, password):
    # As a browser sends a form that a script collected.
    boundary = "----cabinet7MA4YWxk"
    fields = {"func": "auth", "out": "json", "username": name, "password": password}
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items())
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    body = (body + f"--{boundary}--\r\n").encode()
    return read(urllib.request.Request(URL, data=body, headers=headers))


def call(session, **fields):
    query = urllib.parse.urlencode({"out": "json", "auth": session, **fields})
    return read(urllib.request.Request(f"{URL}?{query}"))


def succeed(doc):
    assert "error" not in doc, doc["error"]["msg"]["$"]
    return doc


wrong = sign_in(os.environ["LOGIN"], "not the password")
assert wrong["error"]["$type"] == "auth" and wrong["error"]["$object"] == "badpassword"
assert wrong["error"]["msg"]["$"]
session = succeed(sign_in(os.environ["LOGIN"], os.environ["PASSWORD"]))["auth"]["$id"]

user = succeed(call(session, func="whoami"))["user"]
assert user["$name"] == os.environ["LOGIN"] and user["$level"] == "16"
for name in ("$realname", "$email", "$phone", "$id"):
    assert name in user, name
succeed(call(session, func="keepalive"))
before = succeed(call(session, func="dashboard.info"))["elem"][0]
assert before["realbalance"]["$"].endswith(" EUR")

# The newer order: tariffs with their prices, the form with its total, the cart, the payment.
prices = succeed(call(session, func="v2.soft.order.pricelist"))
lists = {each["$name"]: each for each in prices["list"]}
tariff = next(t for t in lists["pricelist"]["elem"] if t["id"]["$"] == os.environ["TARIFF"])
month = next(p for p in tariff["prices"]["price"] if p["period"]["$"] == "1")
assert float(month["cost"]["$"]) > 0 and month["currency"]["$"] == "EUR"
chosen = {"pricelist": tariff["id"]["$"], "order_period": "1", "licname": "cabinet",
          "ip": "192.0.2.65"}
form = succeed(call(session, func="v2.soft.order.param", **chosen))
summary = next(each for each in form["list"] if each["$name"] == "pricelist_summary")
assert float(summary["elem"][0]["cost"]["price"]["cost"]["$"]) == float(month["cost"]["$"])
pages = form["metadata"]["form"]["page"]
assert any(page["$name"] == "page_settings" for page in pages)
order = succeed(call(session, func="v2.soft.order.param", clicked_button="order", sok="ok",
                     force_use_new_cart="on", **chosen))
item = order["item.id"]["$"]
cart = succeed(call(session, func="cart"))
assert cart["total"]["count"]["$"] == "1", cart["total"]
lines = next(each for each in cart["list"] if each["$name"] == "lineitems")
assert len(lines["elem"]) == 1

# The older cart shows the same order, and it is paid from the balance.
basket = succeed(call(session, func="basket"))
bill = basket["billorder"]["$"]
paid = succeed(call(session, func="payment.add", billorder=bill, sok="ok",
                    clicked_button="fromsubaccount"))
assert "ok" in paid
rows = succeed(call(session, func="soft", p_cnt="50", p_num="1", p_col="-id"))
assert rows["elem"][0]["id"]["$"] == item, "the newest is on top"
assert int(rows["p_elems"]["$"]) >= 1
assert rows["elem"][0]["item_status"]["$orig"] == "2"
names = [column["$name"] for column in rows["metadata"]["coldata"]["col"]]
assert "licname" in names and rows["messages"]["msg"]["licname"]
card = succeed(call(session, func="soft.edit", elid=item))
assert card["lickey"]["$"] and card["metadata"]["form"]["page"][0]["field"]
succeed(call(session, func="soft.edit", elid=item, autoprolong="1", sok="ok"))
assert succeed(call(session, func="soft.edit", elid=item))["autoprolong"]["$"] == "1"
form = succeed(call(session, func="service.prolong", elid=item, period="1"))
assert form["newexpiredate"]["$"] > form["expiredate"]["$"]
expenses = succeed(call(session, func="expense"))["elem"]
assert any(row["item"]["$"] == item for row in expenses)
russian = call(session, func="soft.edit", elid="999999", lang="ru")["error"]
assert russian["$type"] == "missed" and russian["msg"]["$"] != ""
assert call(session, func="account")["error"]["$type"] == "access"

succeed(call(session, func="logon"))
assert call(session, func="whoami")["error"]["$type"] == "access"
print("cabinet: ok")
