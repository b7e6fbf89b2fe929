//! The golden samples of wire part 10: one document in three encodings.

use serde_json::Value;

use crate::document::{Document, Shape};
use crate::{Format, decode_xml};

/// The XML is compared to the letter, the JSON as values: the order of members says nothing there.
fn check(shape: Shape, xml: &str, dollar: &str, bjson: &str) {
    let root = decode_xml(xml).expect(xml);
    let document = Document { shape, root };
    let written = document.encode(Format::Xml);
    let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    // Line feeds between elements are layout in the samples.
    assert_eq!(
        written.strip_prefix(prolog),
        Some(xml.replace('\n', "").as_str())
    );
    let parsed = |text: &str| serde_json::from_str::<Value>(text).expect(text);
    assert_eq!(parsed(&document.encode(Format::DollarJson)), parsed(dollar));
    assert_eq!(parsed(&document.encode(Format::Bjson)), parsed(bjson));
}

#[test]
fn list_row_with_an_original_value() {
    check(
        Shape::List,
        r#"<doc lang="en" func="soft"><elem><id>42</id><remoteid>l17</remoteid><licname>srv1</licname><status>2</status><item_status orig="2">Active</item_status></elem><p_elems>1</p_elems><p_num>1</p_num><p_cnt>1</p_cnt></doc>"#,
        r#"{"doc":{"$lang":"en","$func":"soft","elem":[{"id":{"$":"42"},"remoteid":{"$":"l17"},"licname":{"$":"srv1"},"status":{"$":"2"},"item_status":{"$orig":"2","$":"Active"}}],"p_elems":{"$":"1"},"p_num":{"$":"1"},"p_cnt":{"$":"1"}}}"#,
        r#"{"func":"soft","elem":[{"id":"42","remoteid":"l17","licname":"srv1","status":"2","item_status":"Active","item_status_orig":"2"}],"p_elems":"1","p_num":"1","p_cnt":"1"}"#,
    );
}

#[test]
fn empty_list() {
    check(
        Shape::List,
        r#"<doc func="soft"><p_elems>0</p_elems></doc>"#,
        r#"{"doc":{"$func":"soft","p_elems":{"$":"0"}}}"#,
        r#"{"func":"soft","elem":[],"p_elems":"0"}"#,
    );
}

#[test]
fn order_accepted() {
    check(
        Shape::Result,
        r#"<doc lang="en" func="soft.order.param"><id>100501</id><item.id>100501</item.id><billorder.id>7001</billorder.id><ok/></doc>"#,
        r#"{"doc":{"$lang":"en","$func":"soft.order.param","id":{"$":"100501"},"item.id":{"$":"100501"},"billorder.id":{"$":"7001"},"ok":{}}}"#,
        r#"{"func":"soft.order.param","id":{"v":"100501"},"item.id":{"v":"100501"},"billorder.id":{"v":"7001"},"ok":{"v":""}}"#,
    );
}

#[test]
fn form_to_look_at() {
    check(
        Shape::Form,
        r#"<doc func="soft.edit"><metadata name="soft.edit" type="form"><form><page name="addon"><field name="addon_55236"><slider name="addon_55236" min="1" max="50" step="1" cost="12.00"/></field></page></form></metadata>
<messages name="soft.edit"><msg name="addon_55236">Nodes</msg></messages><elid>42</elid><id>42</id><lickey>42-ABCD</lickey><status>2</status><addon_55236>1</addon_55236>
<slist name="autoprolong"><val key="null">-- no --</val><val key="1">Month</val></slist></doc>"#,
        r#"{"doc":{"$func":"soft.edit","metadata":{"$name":"soft.edit","$type":"form","form":{"page":[{"$name":"addon","field":[{"$name":"addon_55236","slider":[{"$name":"addon_55236","$min":"1","$max":"50","$step":"1","$cost":"12.00"}]}]}]}},
"messages":{"$name":"soft.edit","msg":{"addon_55236":"Nodes"}},"elid":{"$":"42"},"id":{"$":"42"},"lickey":{"$":"42-ABCD"},"status":{"$":"2"},"addon_55236":{"$":"1"},
"slist":[{"$name":"autoprolong","val":[{"$key":"null","$":"-- no --"},{"$key":"1","$":"Month"}]}]}}"#,
        r#"{"func":"soft.edit","model":{"elid":"42","id":"42","lickey":"42-ABCD","status":"2","addon_55236":"1"},"messages":[{"name":"addon_55236","msg":"Nodes"}],"slist":{"autoprolong":[{"k":"null","v":"-- no --"},{"k":"1","v":"Month"}]}}"#,
    );
}

#[test]
fn refusal_for_want_of_money() {
    check(
        Shape::Error,
        r#"<doc><error type="not_enough_money" lang="en" code="1"><param name="amount">10.00</param><param name="have">3.00</param><param name="currency">EUR</param><param name="deficit">7.00</param><param name="limit">0.00</param><param name="reserved">0.00</param><param name="available">3.00</param><stack><action level="16" user="client@example.com">soft.order.param</action></stack><group>…__amount__ __currency__…</group><msg>insufficient funds … 10.00 EUR …</msg></error></doc>"#,
        r#"{"doc":{"error":{"$type":"not_enough_money","$lang":"en","$code":"1","param":[{"$name":"amount","$":"10.00"},{"$name":"have","$":"3.00"},{"$name":"currency","$":"EUR"},{"$name":"deficit","$":"7.00"},{"$name":"limit","$":"0.00"},{"$name":"reserved","$":"0.00"},{"$name":"available","$":"3.00"}],"stack":{"action":{"$level":"16","$user":"client@example.com","$":"soft.order.param"}},"group":{"$":"…__amount__ __currency__…"},"msg":{"$":"insufficient funds … 10.00 EUR …"}}}}"#,
        r#"{"error":{"type":"not_enough_money","lang":"en","code":"1","msg":"insufficient funds … 10.00 EUR …"}}"#,
    );
}

#[test]
fn refusal_of_a_field() {
    check(
        Shape::Error,
        r#"<doc><error type="value" object="ip" lang="en" code="1"><param name="object" type="msg" msg="IP address">ip</param><param name="value">999.1.1.1</param><param name="desc" type="msg">desck_ip</param><msg>The 'IP address' field has invalid value. …</msg></error></doc>"#,
        r#"{"doc":{"error":{"$type":"value","$object":"ip","$lang":"en","$code":"1","param":[{"$name":"object","$type":"msg","$msg":"IP address","$":"ip"},{"$name":"value","$":"999.1.1.1"},{"$name":"desc","$type":"msg","$":"desck_ip"}],"msg":{"$":"The 'IP address' field has invalid value. …"}}}}"#,
        r#"{"error":{"type":"value","object":"ip","lang":"en","code":"1","value":"999.1.1.1","msg":"The 'IP address' field has invalid value. …"}}"#,
    );
}
