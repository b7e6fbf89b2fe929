//! Who is let in, and what rules do.

use onsell_wire::{Node, decode_xml};

use super::{Caller, NEW};
use crate::Rule;
use crate::client::send;

#[test]
fn signing_in_is_that_of_the_family() {
    let caller = Caller::new();
    let get = |rest: &str| {
        let told = send(
            &caller.0.url(),
            "GET",
            &format!("/vmmgr?out=xml&{rest}"),
            &[],
            "",
        );
        decode_xml(&told.body).unwrap()
    };
    let refused = |answer: Node| {
        answer
            .child("error")
            .unwrap()
            .attribute("type")
            .map(str::to_owned)
    };
    assert_eq!(
        refused(get("func=vm&authinfo=admin:wrong")).as_deref(),
        Some("auth")
    );
    assert_eq!(refused(get("func=vm")).as_deref(), Some("access"));
    let session = get("func=auth&username=admin&password=vmmanager5-secret");
    let session = session
        .child("auth")
        .unwrap()
        .attribute("id")
        .unwrap()
        .to_owned();
    assert_eq!(
        get(&format!("func=vm&auth={session}")).attribute("func"),
        Some("vm")
    );
    caller.call("session.newkey", "username=vm3&key=0123456789abcdef&sok=ok");
    let key = "func=auth&username=vm3&key=0123456789abcdef";
    let theirs = get(key).child("auth").unwrap().text.clone();
    assert_eq!(
        refused(get(key)).as_deref(),
        Some("auth"),
        "a key is used up"
    );
    assert_eq!(
        refused(get(&format!("func=vm&auth={theirs}"))).as_deref(),
        Some("access")
    );
    caller.0.with(|world| world.accounts.expire_sessions());
    assert_eq!(
        refused(get(&format!("func=vm&auth={session}"))).as_deref(),
        Some("access")
    );
    let page = send(&caller.0.url(), "GET", "/vmmgr?func=vm", &[], "");
    assert!(page.body.contains("<html>"), "without out it is a page");
    assert_eq!(
        send(&caller.0.url(), "GET", "/other?out=xml", &[], "").status,
        Some(404)
    );
}

#[test]
fn rules_make_trouble() {
    let caller = Caller::new();
    caller
        .0
        .push(Rule::on_function("vm.edit+sok").drop_after_effect());
    assert_eq!(caller.send("vm.edit", NEW).status, None);
    caller.call("vm.edit", NEW);
    assert_eq!(
        caller.0.ever_created("cont7"),
        2,
        "that is how a double order shows"
    );
    caller.0.push(Rule::on_function("vm").empty_list());
    assert_eq!(caller.row(), None);
    caller
        .0
        .push(Rule::on_function("vm.edit+sok").failed_task("", "no disk"));
    caller.call("vm.edit", NEW);
    let states = |caller: &Caller| -> Vec<String> {
        let list = caller.call("vm", "");
        let states = list
            .children_of("elem")
            .map(|row| row.text_of("vmstatus").unwrap());
        states.map(str::to_owned).collect()
    };
    states(&caller);
    assert_eq!(states(&caller), ["running", "running", "crashed"]);
    caller.0.push(Rule::on_function("vm.stop").stuck_task(""));
    caller.call("vm.stop", "elid=1");
    states(&caller);
    assert_eq!(states(&caller)[0], "running");
    assert_eq!(caller.0.count("*", "vm.edit+sok"), 3);
}
