//! What is refused, and what goes wrong.

use super::{Caller, INSTALL};
use crate::Rule;
use crate::dcimanager5::Hindrance;

#[test]
fn requests_are_refused() {
    let caller = Caller::new();
    let check = |function: &str, rest: &str, expect: &str| {
        assert_eq!(caller.refusal(function, rest), expect, "{function} {rest}");
    };
    let edit = "elid=1&name=n&mac=m&type=t&notes=";
    check("server.edit", "elid=1&owner=ds3&sok=ok", "value name");
    check(
        "server.edit",
        "elid=1&name=n&mac=m&type=t&owner=ds3&sok=ok",
        "value notes",
    );
    check(
        "server.edit",
        &format!("{edit}&owner=nobody&sok=ok"),
        "missed user",
    );
    check("server.edit", "elid=9", "missed server");
    check(
        "server.operations",
        &INSTALL.replace("Debian-12", "Plan-9"),
        "value ostemplate",
    );
    check(
        "server.operations",
        &INSTALL.replace("operation=", "operation=x"),
        "value operation",
    );
    check(
        "server.operations",
        &INSTALL.replace("confirm=Pw-1", "confirm="),
        "value confirm",
    );
    check("server.fly", "elid=1", "missed func");
    check(
        "user.edit",
        "level=16&name=ds4&passwd=p&sok=ok",
        "value level",
    );
    caller.0.exhaust_addresses();
    check(
        "iplist.edit",
        "plid=1&iptype=public&family=ipv4&sok=ok",
        "noip",
    );
    caller
        .0
        .with(|world| world.machines[0].hindrance = Some(Hindrance::Blocked));
    check(
        "server.edit",
        &format!("{edit}&owner=ds3&sok=ok"),
        "blocked",
    );
    assert!(caller.0.machines_of("ds3").is_empty());
}

#[test]
fn servers_are_snatched_and_installations_fail() {
    let caller = Caller::new();
    caller.0.snatch_next();
    let refused = caller.own("1", "ds3");
    assert_eq!(
        refused.child("error").unwrap().attribute("type"),
        Some("exists")
    );
    assert_eq!(caller.row("1").text_of("owner"), Some("stranger"));
    assert!(caller.own("2", "ds3").child("ok").is_some());

    caller
        .0
        .push(Rule::on_function("server.operations+sok").failed_task("", "no link"));
    caller.call("server.operations", INSTALL);
    let marks = |caller: &Caller| {
        let row = caller.row("1");
        ["install_in_progress", "operation_failed"].map(|mark| row.child(mark).is_some())
    };
    assert_eq!(
        [0; 2].map(|_| marks(&caller)),
        [[true, false], [false, true]]
    );
    assert_eq!(caller.0.machines()[0].installations, 0);

    caller
        .0
        .push(Rule::on_function("server.operations+sok").stuck_task(""));
    caller.call("server.operations", INSTALL);
    assert_eq!([0; 3].map(|_| marks(&caller)), [[true, false]; 3]);
    let given_back = caller.own("1", "no_owner");
    assert_eq!(
        given_back.child("error").unwrap().attribute("type"),
        Some("busy")
    );

    caller.0.push(Rule::on_function("server").times(2).stale());
    caller.call("server.poweron", "elid=2");
    caller.0.with(|world| world.machines[1].is_on = true);
    let is_on = [0; 3].map(|_| caller.row("2").child("poweron").is_some());
    assert_eq!(
        is_on,
        [false, false, true],
        "two answers are as old as the rule"
    );
}
