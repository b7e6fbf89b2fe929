//! The documented path, walked by a person with a mouse: a module is added, tariffs are imported,
//! control panels get prices, a server module gets its license server, a customer orders, and staff
//! watch it; then the same with an empty balance.

use onsell_doubles::Vmmanager6;
use onsell_e2e::world::{CUSTOMER, RESELLER};
use onsell_e2e::{Browser, Driver, Look, World};
use onsell_engine::EventMode;

/// The panels, with the internal names they have at the vendor and the price of a month.
const PANELS: [(&str, &str, &str); 3] = [
    ("Without control panel", "", "0.00"),
    ("ispmanager Lite", "55227", "6.00"),
    ("ispmanager Pro", "55228", "12.00"),
];

/// Goes to a page by the menu.
#[track_caller]
fn by_menu(browser: &Browser, text: &str, function: &str) {
    browser.press_in("//nav", text);
    browser.arrive(function);
}

/// Ticks the row that says this and presses a button of the list.
#[track_caller]
fn on_row(browser: &Browser, row: &str, button: &str) {
    browser.tick_row(row);
    browser.press(button);
}

fn module(browser: &Browser, world: &World) {
    by_menu(browser, "Processing modules", "processing");
    browser.press("Add");
    let url = world.vendor_url();
    println!("{}", browser.text("main"));
    println!("{}", browser.run("return document.querySelector('main').innerHTML"));
    let _ = url;
    panic!();
    browser.read("main", "Licenses of the vendor");
}

fn servers(browser: &Browser, machines: &Vmmanager6) {
    by_menu(browser, "Processing modules", "processing");
    browser.press("Add");
    let url = machines.url();
 let _ = url;}

fn panels(browser: &Browser) {
    by_menu(browser, "Enumerations", "enumeration");
    browser.press("Add");
    browser.arrive("enumeration.edit");
    browser.fill("name", "Server Control Panel");
    browser.fill("intname", "control_panel");
    browser.press("Save");
    browser.arrive("enumeration");
    on_row(browser, "Server Control Panel", "Values");
    for (name, intname, _) in PANELS {
        browser.arrive("enumeration.item");
        browser.press("Add");
        browser.arrive("enumeration.item.edit");
        browser.fill("name", name);
        browser.fill("intname", intname);
        browser.press("Save");
        browser.arrive("enumeration.item");
        browser.read("tr", name);
    }
}

#[test]
fn the_documented_path() {
    let Some(driver) = Driver::of_tests() else {
        return;
    };
    let world = World::new(EventMode::Off);
    let provider = &world.provider;
    let staff = Browser::start(&driver, &world.url(), &Look::DESK);
    staff.sign_in(&provider.administrator, provider.password.expose());
    staff.open("/panel/doctor");
    println!("{}", staff.text("main"));
    module(&staff, &world);
    let machines = Vmmanager6::start().expect("a port");
    servers(&staff, &machines);
    panels(&staff);
    let customer = Browser::start(&driver, &world.url(), &Look::DESK);
    customer.sign_in(CUSTOMER.0, CUSTOMER.1);
    for browser in [&staff, &customer] {
        assert_eq!(browser.complaints(), [""; 0]);
    }
}
