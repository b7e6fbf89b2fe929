//! What the double answers, request by request.

use onsell_wire::{Node, Params, decode_xml};

use super::Vmmanager5;
use crate::Rule;
use crate::client::{Told, send};

const NEW: &str = "name=cont7&domain=vps.example.com&preset=1&user=vm3&family=ipv4&iptype=public\
    &vmi=ISPsystem__Debian-12-amd64&hostnode=auto&password=Pw-1&confirm=Pw-1&recipe=null&sok=ok";

struct Caller(Vmmanager5);

impl Caller {
    /// With one user who can own machines.
    fn new() -> Self {
        let caller = Self(Vmmanager5::start().unwrap());
        let made = caller.call("user.edit", "level=16&name=vm3&passwd=p&sok=ok");
        assert_eq!(made.text_of("id"), Some("2"));
        caller
    }

    fn send(&self, function: &str, rest: &str) -> Told {
        let (user, password) = (self.0.user(), self.0.password());
        let target = format!("/vmmgr?out=xml&authinfo={user}:{password}&func={function}&{rest}");
        send(&self.0.url(), "GET", &target, &[], "")
    }

    fn call(&self, function: &str, rest: &str) -> Node {
        let told = self.send(function, rest);
        decode_xml(&told.body).unwrap()
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

    fn row(&self) -> Option<Node> {
        self.call("vm", "").child("elem").cloned()
    }
}

#[test]
fn a_machine_lives_and_dies() {
    let caller = Caller::new();
    assert_eq!(caller.call("vm.edit", NEW).text_of("id"), Some("1"));
    let row = caller.row().unwrap();
    assert!(row.child("installing").is_some() && row.child("ip").is_none());
    let row = caller.row().unwrap();
    assert!(row.child("installing").is_none());
    let fields = ["user", "vmstatus", "ip", "mem", "vsize"].map(|name| row.text_of(name).unwrap());
    assert_eq!(fields, ["vm3", "running", "192.0.2.10", "1024", "10240"]);

    let status = |caller: &Caller| {
        caller.row();
        caller
            .row()
            .unwrap()
            .text_of("vmstatus")
            .unwrap()
            .to_owned()
    };
    caller.call("vm.stop", "elid=1");
    assert_eq!(status(&caller), "stopped");
    caller.call("vm.start", "elid=1");
    assert_eq!(status(&caller), "running");
    caller.call("vm.edit", "elid=1&mem=2048&vcpu=2&sok=ok");
    let form = caller.call("vm.edit", "elid=1");
    assert_eq!(
        (form.text_of("mem"), form.text_of("vcpu")),
        (Some("2048"), Some("2"))
    );
    caller.call("vm.chpasswd", "elid=1&password=Pw-2&confirm=Pw-2&sok=ok");
    let again = "elid=1&vmi=ISPsystem__AlmaLinux-9-amd64&password=Pw-3&confirm=Pw-3\
        &recipe=ispmanager-lite&recipe_key=K-1&sok=ok";
    caller.call("vm.reinstall", again);
    assert!(caller.row().unwrap().child("installing").is_some());
    assert_eq!(status(&caller), "running");
    let machine = caller.0.machines().remove(0);
    assert_eq!(
        (machine.template.as_str(), machine.password.as_str()),
        ("ISPsystem__AlmaLinux-9-amd64", "Pw-3")
    );
    assert_eq!(machine.recipe, "ispmanager-lite");
    assert_eq!(
        machine.recipe_params,
        [("key".to_owned(), "K-1".to_owned())]
    );

    let more = caller.call(
        "iplist.edit",
        "plid=1&family=ipv4&domain=a.example.com&sok=ok",
    );
    assert_eq!(more.text_of("ip"), Some("192.0.2.11"));
    assert_eq!(
        caller.call("iplist", "plid=1").children_of("elem").count(),
        2
    );
    caller.call("iplist.delete", "plid=1&elid=2");
    assert_eq!(caller.refusal("iplist.delete", "plid=1&elid=1"), "mainip");

    caller.call("vm.delete", "elid=1");
    assert!(caller.row().is_some() && caller.row().is_none());
    assert_eq!(caller.0.with(|world| world.free.len()), super::FREE_MAX);
    assert_eq!(caller.0.ever_created("cont7"), 1);
}

#[test]
fn requests_are_refused() {
    let caller = Caller::new();
    let check = |function: &str, rest: &str, expect: &str| {
        assert_eq!(caller.refusal(function, rest), expect, "{function} {rest}");
    };
    let with = |name: &str, value: &str| {
        let mut params = Params::parse_urlencoded(NEW).unwrap();
        params.set(name, value);
        params.to_query()
    };
    check("vm.edit", &with("name", ""), "value name");
    check("vm.edit", &with("preset", "9"), "missed preset");
    check("vm.edit", &with("user", "stranger"), "missed user");
    check("vm.edit", &with("vmi", "Plan9"), "value vmi");
    check("vm.edit", &with("confirm", "other"), "value confirm");
    check("vm.edit", &with("recipe", "cake"), "value recipe");
    check("vm.edit", &with("mem", "much"), "value mem");
    assert!(caller.0.machines().is_empty());
    caller.0.exhaust_addresses();
    check("vm.edit", NEW, "noip");
    check("vm.stop", "elid=9", "missed vm");
    check("vm.fly", "elid=1", "missed func");
    check(
        "user.edit",
        "level=16&name=vm3&passwd=p&sok=ok",
        "exists user",
    );
    check(
        "user.edit",
        "level=9&name=vm4&passwd=p&sok=ok",
        "value level",
    );
    caller
        .0
        .with(|world| world.free.push_back("192.0.2.99".to_owned()));
    caller.call("vm.edit", NEW);
    check("vm.edit", "elid=1&vsize=1&sok=ok", "value vsize");
}

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

#[test]
fn choices_are_told() {
    let caller = Caller::new();
    let form = caller.call("vm.edit", "");
    let choices = |name: &str| {
        let list = form
            .children_of("slist")
            .find(|list| list.attribute("name") == Some(name));
        list.unwrap().children_of("val").count()
    };
    assert_eq!(["vmi", "preset", "recipe"].map(choices), [3, 2, 3]);
    assert_eq!(caller.call("preset", "").children_of("elem").count(), 2);
    let preset = caller.call("preset.edit", "elid=2");
    assert_eq!(
        ["mem", "vcpu", "cputune"].map(|name| preset.text_of(name).unwrap()),
        ["4096", "2", "200"]
    );
}
