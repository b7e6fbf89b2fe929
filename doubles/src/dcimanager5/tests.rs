//! What the double answers, request by request.

use onsell_wire::{Node, decode_xml};

use super::{Dcimanager5, Hindrance};
use crate::Rule;
use crate::client::{Told, send};

const INSTALL: &str = "elid=1&operation=ostemplate&ostemplate=ISPsystem__Debian-12-amd64\
    &passwd=Pw-1&confirm=Pw-1&checkpasswd=Pw-1&recipe=ispmanager-pro&recipe_key=K-1&sok=ok";

struct Caller(Dcimanager5);

impl Caller {
    /// With one user who can own servers.
    fn new() -> Self {
        let caller = Self(Dcimanager5::start().unwrap());
        caller.call("user.edit", "level=lvUser&name=ds3&passwd=p&sok=ok");
        caller
    }

    fn send(&self, function: &str, rest: &str) -> Told {
        let (user, password) = (self.0.user(), self.0.password());
        let target = format!("/dcimgr?out=xml&authinfo={user}:{password}&func={function}&{rest}");
        send(&self.0.url(), "GET", &target, &[], "")
    }

    fn call(&self, function: &str, rest: &str) -> Node {
        decode_xml(&self.send(function, rest).body).unwrap()
    }

    fn refusal(&self, function: &str, rest: &str) -> String {
        let answer = self.call(function, rest);
        let error = answer
            .child("error")
            .unwrap_or_else(|| panic!("{function} {rest}: done"));
        let words = [error.attribute("type"), error.attribute("object")];
        words
            .map(Option::unwrap_or_default)
            .join(" ")
            .trim()
            .to_owned()
    }

    fn row(&self, id: &str) -> Node {
        let list = self.call("server", "");
        let mut rows = list.children_of("elem");
        rows.find(|row| row.text_of("id") == Some(id))
            .unwrap()
            .clone()
    }

    /// Sends the form back with another owner.
    fn own(&self, id: &str, owner: &str) -> Node {
        let form = self.call("server.edit", &format!("elid={id}"));
        let field = |name: &str| form.text_of(name).unwrap_or_default().to_owned();
        let (name, mac, kind) = (field("name"), field("mac"), field("type"));
        let rest =
            format!("elid={id}&name={name}&mac={mac}&type={kind}&notes=&owner={owner}&sok=ok");
        self.call("server.edit", &rest)
    }
}

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
