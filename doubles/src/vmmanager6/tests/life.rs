//! What becomes of a machine.

use serde_json::{Value, json};

use super::{Caller, order, order_with};
use crate::Rule;

#[test]
fn a_machine_lives_and_dies() {
    let caller = Caller::new();
    let made = caller.create("cont7");
    assert_eq!(made["id"], 1);
    let filtered = "/api/vm/v3/host?where=(name+EQ+'cont7')";
    let row = |caller: &Caller| caller.get(filtered)["list"][0].clone();
    let creating = caller.get("/vm/v3/host")["list"][0].clone();
    assert_eq!(
        (&creating["state"], &creating["ip4"]),
        (&json!("creating"), &json!([]))
    );
    assert_eq!(caller.look(&made["task"]), "running");
    assert_eq!(caller.look(&made["task"]), "complete");
    let there = row(&caller);
    assert_eq!(there["state"], "active");
    assert_eq!(
        there["ip4"],
        json!([{ "ip": "203.0.113.10", "interface": 0 }])
    );
    assert_eq!(there["disk"], json!({ "id": 1001, "disk_mib": 10240 }));
    assert_eq!(there["account"]["email"], caller.double.user());
    assert_eq!(caller.get("/vm/v3/host/1").as_object().unwrap().len(), 3);

    let stop = caller.post("/vm/v3/host/1/stop", &json!({}));
    assert_eq!(caller.finish(&stop["task"]), "complete");
    assert_eq!(row(&caller)["state"], "stopped");
    let start = caller.post("/vm/v3/host/1/start", &json!({ "force": true }));
    assert_eq!(caller.finish(&start["task"]), "complete");
    assert_eq!(row(&caller)["state"], "active");

    caller.post("/vm/v3/host/1", &json!({ "name": "cont8", "comment": "c" }));
    caller.post(
        "/vm/v3/host/1/password",
        &json!({ "password": "Another-1" }),
    );
    let host = caller.double.hosts().remove(0);
    assert_eq!((host.name.as_str(), host.comment.as_str()), ("cont8", "c"));
    assert_eq!(host.password, "Another-1");

    let gone = caller.call("DELETE", "/vm/v3/host/1", &Value::Null).json();
    assert_eq!(caller.finish(&gone["task"]), "complete");
    assert!(caller.double.hosts().is_empty() && caller.double.taken_addresses().is_empty());
    assert_eq!(caller.double.ever_created("cont7"), 1);
}

#[test]
fn a_change_of_a_running_machine_waits_for_its_restart() {
    let caller = Caller::new();
    caller.finish(&caller.create("cont7")["task"]);
    let defer = json!({ "action": "host_stop" });
    let change = json!({ "cpu_number": 2, "ram_mib": 2048, "defer": defer });
    let change = caller.post("/vm/v3/host/1/resource", &change);
    let disk = json!({ "size_mib": 20480, "defer": defer });
    let disk = caller.post("/vm/v3/disk/1001", &disk);
    assert_eq!(caller.look(&change["task"]), "deferred");
    let restart = caller.post("/vm/v3/host/1/restart", &json!({}));
    assert_eq!(caller.finish(&restart["start_task"]), "complete");
    assert_eq!(caller.look(&change["task"]), "complete");
    assert_eq!(caller.look(&disk["task"]), "complete");
    let host = caller.double.hosts().remove(0);
    assert_eq!(
        (host.cpu_number, host.ram_mib, host.disk_mib),
        (2, 2048, 20480)
    );

    let at_once = caller.post("/vm/v3/host/1/resource", &json!({ "cpu_number": 4 }));
    assert_eq!(caller.finish(&at_once["task"]), "complete");
    let row = caller.get("/vm/v3/host")["list"][0].clone();
    assert_eq!(
        (&row["cpu_number"], &row["cpu_number_new"]),
        (&json!(2), &json!(4))
    );
}

#[test]
fn addresses_come_and_go_and_run_out() {
    let caller = Caller::new();
    caller.finish(&caller.create("cont7")["task"]);
    let more = json!({ "ipv4_number": 2, "ipv4_pool": [2] });
    let more = caller.post("/vm/v3/host/1/ip", &more);
    assert_eq!(caller.get("/vm/v3/host/1/ipv4")["size"], 1);
    assert_eq!(caller.finish(&more["task"]), "complete");
    let list = caller.get("/vm/v3/host/1/ipv4");
    assert_eq!(list["list"][1]["ip_addr"], "198.51.100.10");
    caller.post("/vm/v3/ip/2/ptr", &json!({ "domain": "a.example.com" }));
    let less = caller.call("DELETE", "/vm/v3/ip/1", &Value::Null).json();
    let used = |caller: &Caller| caller.get("/vm/v3/ippool")["list"][0]["ipv4"]["used"].clone();
    assert_eq!(used(&caller), 1);
    // The addresses of a task belong to the machine, whoever looks at it.
    while used(&caller) == 1 {
        caller.look(&less["task"]);
    }
    assert_eq!(
        caller.double.taken_addresses(),
        ["198.51.100.10", "198.51.100.11"]
    );
    assert_eq!(caller.double.hosts()[0].ip4[0].ptr, "a.example.com");
    caller.double.exhaust_addresses();
    let none = caller.call("POST", "/vm/v3/host", &order("cont8"));
    assert_eq!(
        (none.status, none.json()["error"]["msg"].as_str()),
        (Some(400), Some("no free ip"))
    );
}

#[test]
fn recipes_are_run_with_what_they_are_given() {
    let caller = Caller::new();
    let params = json!([{ "name": "ACTIVATION_KEY", "value": "K-1" }]);
    let recipes = json!([{ "recipe": 2, "recipe_params": params }]);
    let made = caller.post("/vm/v3/host", &order_with("recipe_list", recipes));
    let recipe = &made["recipe_task_list"][0];
    let task = made["task"].as_str().unwrap();
    let both = caller.get(&format!("/vm/v3/task?where=(consul_id+EQ+'{task}')"));
    assert_eq!(both["size"], 2, "the recipe shows under its creation too");
    let filter = format!("(consul_id+EQ+'{task}')+AND+(name+EQ+'host_create')");
    assert_eq!(
        caller.get(&format!("/vm/v3/task?where=({filter})"))["size"],
        1
    );
    assert_eq!(caller.finish(recipe), "complete");
    let again = json!({ "recipe": 2, "recipe_params": params });
    caller
        .double
        .push(Rule::on("POST", "/vm/v3/host/{id}/runrecipe").failed_task("", "no disk"));
    let again = caller.post("/vm/v3/host/1/runrecipe", &again);
    assert_eq!(caller.finish(&again["recipe_task"]), "fail");
    let run = caller.double.hosts().remove(0).recipes;
    assert_eq!(
        run[0].params,
        [("ACTIVATION_KEY".to_owned(), "K-1".to_owned())]
    );
    assert_eq!((run[0].is_done, run[1].is_done), (Some(true), Some(false)));
}
