//! What becomes of a server.

use super::{Caller, INSTALL};

#[test]
fn a_server_is_taken_installed_and_given_back() {
    let caller = Caller::new();
    let free = caller.row("1");
    assert_eq!(free.text_of("hostname"), Some("free.ds"));
    assert!(free.child("owner").is_none() && free.child("poweroff").is_some());
    assert!(caller.own("1", "admin").child("ok").is_some());
    assert_eq!(caller.row("1").text_of("owner"), Some("admin"));

    caller.call("server.enable", "elid=1");
    let port_is_busy = |caller: &Caller| {
        let list = caller.call("server.connection", "elid=1");
        list.child("elem")
            .unwrap()
            .child("func_in_progress")
            .is_some()
    };
    assert_eq!([0; 2].map(|_| port_is_busy(&caller)), [true, false]);
    caller.call("server.poweron", "elid=1");
    assert_eq!(
        [0; 2].map(|_| caller.row("1").child("poweron").is_some()),
        [false, true]
    );

    caller.call("server.operations", INSTALL);
    assert_eq!(caller.refusal("server.operations", INSTALL), "busy");
    let installs = |caller: &Caller| caller.row("1").child("install_in_progress").is_some();
    assert_eq!([0; 2].map(|_| installs(&caller)), [true, false]);
    let machine = caller.0.machines().remove(0);
    assert_eq!(
        (machine.recipe.as_str(), machine.password.as_str()),
        ("ispmanager-pro", "Pw-1")
    );
    assert_eq!(
        machine.recipe_params,
        [("key".to_owned(), "K-1".to_owned())]
    );

    caller.call("iplist.edit", "plid=1&elid=1&domain=ds.example.com&sok=ok");
    assert_eq!(caller.row("1").text_of("hostname"), Some("ds.example.com"));
    let more = caller.call("iplist.edit", "plid=1&iptype=public&family=ipv4&sok=ok");
    assert_eq!(
        (more.text_of("id"), more.text_of("ip")),
        (Some("1001"), Some("192.0.2.100"))
    );
    assert_eq!(
        caller.call("iplist", "plid=1").children_of("elem").count(),
        2
    );
    caller.call("iplist.delete", "plid=1&elid=1001");
    assert_eq!(caller.refusal("iplist.delete", "plid=1&elid=1"), "mainip");
    caller.own("1", "ds3");
    assert_eq!(caller.0.machines_of("ds3").len(), 1);

    caller.call("server.poweroff", "elid=1");
    assert_eq!(
        [0; 2].map(|_| caller.row("1").child("poweroff").is_some()),
        [false, true]
    );
    caller.call("server.disable", "elid=1");
    assert!(caller.row("1").child("disabled").is_some());
    caller.own("1", "no_owner");
    assert!(caller.row("1").child("owner").is_none());
}
