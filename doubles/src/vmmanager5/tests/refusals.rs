//! What is refused, and how.

use onsell_wire::Params;

use super::{Caller, NEW};

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
