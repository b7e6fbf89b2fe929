//! What becomes of a machine.

use super::{Caller, NEW};
use crate::vmmanager5::FREE_MAX;

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
    assert_eq!(caller.0.with(|world| world.free.len()), FREE_MAX);
    assert_eq!(caller.0.ever_created("cont7"), 1);
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
