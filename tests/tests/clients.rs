//! Programs of strangers against a real server process: `tests/clients/`, each after a documented
//! sequence of calls.

#[expect(dead_code, reason = "shared with tests that need more of it")]
mod house;
mod installation;

use house::{House, LITE, PASSWORD, Server, ended};
use installation::binary;
use std::path::Path;

/// Who buys.
const CUSTOMER: &str = "stranger@example.com";

fn client(house: &House, server: &Server, program: &str, says: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    let mut command = house.command(path.join(program));
    command.env("URL", format!("http://{}", server.address));
    command.env("LOGIN", CUSTOMER).env("PASSWORD", PASSWORD);
    command.env("TARIFF", LITE);
    command.env("MGRCTL", house.path().join("mgrctl"));
    let ended = ended(&mut command);
    assert_eq!(ended.code, Some(0), "{program}: {}{}", ended.out, ended.err);
    assert!(ended.out.contains(says), "{program}: {}", ended.out);
}

#[test]
fn programs_of_strangers_work_unchanged() {
    let house = House::vendor(House::fresh("clients", None));
    house.ok(&["pricelist.resume", "elid=55228"]);
    house.customer(CUSTOMER);
    std::os::unix::fs::symlink(binary(), house.path().join("mgrctl")).expect("a link");
    let server = house.serve();
    for (program, says) in [
        ("license_reseller.py", "license reseller: ok"),
        ("bjson_reseller.py", "bjson reseller: ok"),
        ("http10_reseller.sh", "http 1.0 reseller: ok"),
        ("cabinet.py", "cabinet: ok"),
        ("price_list.py", "price list: ok"),
        ("monitor.sh", "monitor: ok"),
    ] {
        client(&house, &server, program, says);
    }
}
