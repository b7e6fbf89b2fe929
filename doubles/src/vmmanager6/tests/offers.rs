//! What there is to choose from.

use super::Caller;

#[test]
fn catalogues_are_listed() {
    let caller = Caller::new();
    let names = |path: &str| -> Vec<String> {
        let list = caller.get(path)["list"].as_array().unwrap().clone();
        list.iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names("/vm/v3/os?where=(repository+EQ+'ISPsystem')&limit=0,2"),
        ["Debian-12", "AlmaLinux-9"]
    );
    assert_eq!(
        names("/vm/v3/recipe?where=(name+CP(LIKE,+'ispmanager%25'))"),
        ["ispmanager-lite", "ispmanager-pro"]
    );
    assert_eq!(names("/vm/v3/recipe/2/params"), ["ACTIVATION_KEY"]);
    assert_eq!(
        names("/vm/v3/preset?orderby=ram_mib+desc"),
        ["Grow", "Start"]
    );
    assert_eq!(names("/vm/v3/cluster"), ["main"]);
    assert_eq!(names("/vm/v3/node"), ["node1"]);
    assert_eq!(names("/vm/v3/ippool"), ["public", "reserve"]);
    assert_eq!(caller.get("/vm/v3/ippool")["list"][1]["ipv4"]["total"], 20);
}
