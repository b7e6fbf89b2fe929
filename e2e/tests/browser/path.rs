//! The documented path, walked by a person with a mouse: a module is added and checked, tariffs are
//! imported, control panels get prices, a server module gets its license server, a customer orders,
//! and staff watch until it is done; then the same with an empty balance at the vendor.

use crate::order::order_license;
use onsell_doubles::Vmmanager6;
use onsell_e2e::world::{CUSTOMER, LITE, PRO, RESELLER};
use onsell_e2e::{Browser, Driver, Look, World};
use onsell_engine::EventMode;

/// The panels, with the internal names they have at the vendor and the price of a month.
const PANELS: [(&str, &str, &str); 3] = [
    ("Without control panel", "", "0.00"),
    ("ispmanager Lite", LITE, "6.00"),
    ("ispmanager Pro", PRO, "12.00"),
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

/// Integration, Processing modules, Add.
fn module(browser: &Browser, fields: &[(&str, &str)], name: &str) {
    by_menu(browser, "Processing modules", "processing");
    browser.press("Add");
    browser.arrive("processing.add");
    assert_eq!(
        browser.fill_in_steps(fields),
        4,
        "the description has four steps"
    );
    browser.arrive("processing");
    on_row(browser, name, "Check");
    browser.read("main", " answers");
}

/// A tariff of the list gets its price for a month.
fn price(browser: &Browser, tariff: &str, price: &str) {
    browser.press(tariff);
    browser.arrive("pricelist.edit");
    browser.fill("price_1", price);
    browser.press("Save prices");
    browser.read("[role=status]", "done");
    by_menu(browser, "Tariff plans", "pricelist");
    browser.read("tr", &format!("€{price}"));
}

/// Products, Tariff plans, Import.
fn tariffs(browser: &Browser) {
    by_menu(browser, "Tariff plans", "pricelist");
    browser.press("Import");
    browser.arrive("pricelist.import");
    browser.press("Licenses of the vendor");
    browser.tick_row(LITE);
    browser.tick_row(PRO);
    browser.press("Import");
    browser.arrive("pricelist");
    price(browser, "ispmanager 6 Lite", "8.00");
    on_row(browser, "ispmanager 6 Lite", "Resume");
}

/// Products, Enumerations, Values, Add.
fn panels(browser: &Browser) {
    by_menu(browser, "Enumerations", "enumeration");
    browser.press("Add");
    browser.arrive("enumeration.edit");
    browser.fill("name", "Server Control Panel");
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

/// A tariff of servers, and its addon "Control panel" with a price for every value.
fn servers(browser: &Browser) {
    by_menu(browser, "Tariff plans", "pricelist");
    browser.press("Add");
    browser.arrive("pricelist.add");
    browser.fill("processingmodule", "Virtual servers");
    browser.fill("name", "VPS Start");
    browser.fill("intname", "Start");
    browser.click("main form button.primary");
    browser.arrive("pricelist");
    price(browser, "VPS Start", "10.00");
    on_row(browser, "VPS Start", "Addons");
    browser.arrive("pricelist.detail");
    browser.press("Add");
    browser.arrive("pricelist.detail.edit");
    browser.fill("name", "Control panel");
    browser.fill("itemtype", "Control panel");
    browser.fill("addontype", "Enumeration");
    browser.fill("enumeration", "Server Control Panel");
    browser.press("Save");
    browser.arrive("pricelist.detail");
    on_row(browser, "Control panel", "Values");
    for (name, _, price) in PANELS {
        browser.arrive("pricelist.detail.item");
        browser.press(name);
        browser.arrive("pricelist.detail.item.edit");
        browser.fill("price_1", price);
        browser.fill("active", "on");
        browser.press("Save");
        browser.arrive("pricelist.detail.item");
    }
    browser.read("tr", "€12.00");
    by_menu(browser, "Processing modules", "processing");
    browser.press("Virtual servers");
    browser.arrive("processing.edit");
    browser.fill("licenseserver", "Licenses of the vendor");
    browser.press("Save");
    browser.read("[role=status]", "done");
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
    let url = world.vendor_url();
    let vendor = [
        ("itemtype", "soft"),
        ("module", "billmanager"),
        ("url", url.as_str()),
        ("username", RESELLER.0),
        ("password", RESELLER.1),
        ("department", "Support"),
        ("name", "Licenses of the vendor"),
        ("orderpriority", "1"),
        ("minimalbalance", "50.00"),
    ];
    module(&staff, &vendor, "Licenses of the vendor");
    tariffs(&staff);
    let machines = Vmmanager6::start().expect("a port");
    let url = machines.url();
    let vmmanager = [
        ("itemtype", "vds"),
        ("module", "vmmanager6"),
        ("url", url.as_str()),
        ("username", machines.user()),
        ("password", machines.password()),
        ("department", "Support"),
        ("name", "Virtual servers"),
    ];
    module(&staff, &vmmanager, "Virtual servers");
    panels(&staff);
    servers(&staff);
    let customer = Browser::start(&driver, &world.url(), &Look::DESK);
    customer.sign_in(CUSTOMER.0, CUSTOMER.1);
    ordered(&world, &staff, &customer);
    without_funds(&world, &staff, &customer);
    for browser in [&staff, &customer] {
        assert_eq!(browser.complaints(), [""; 0]);
    }
}

/// The customer orders, and staff watch the operation and its task until they are gone.
fn ordered(world: &World, staff: &Browser, customer: &Browser) {
    order_license(customer, "srv1.example.com", "192.0.2.1");
    customer.read("main", "Waiting for the provider");
    by_menu(staff, "Running operations", "runningoperation");
    staff.read("tr", "Waiting for the provider");
    by_menu(staff, "Tasks", "task");
    staff.read("main", "Processed automatically, nothing to do");
    staff.stay_on_page();
    customer.stay_on_page();
    world.check_event();
    staff.gone("tr[data-id]");
    customer.read("main", "Active");
    assert!(staff.is_same_page() && customer.is_same_page());
}

/// The vendor wants money first: the operation says so, Start repeats it, and goes on in the end.
fn without_funds(world: &World, staff: &Browser, customer: &Browser) {
    world.drain();
    by_menu(staff, "Running operations", "runningoperation");
    staff.stay_on_page();
    order_license(customer, "srv2.example.com", "192.0.2.2");
    staff.read("tr[data-id]", "srv2.example.com");
    staff.read("main", "nsufficient funds");
    on_row(staff, "srv2.example.com", "Start");
    staff.read("td[data-label=Attempts]", "2");
    staff.read("main", "nsufficient funds");
    assert!(staff.is_same_page(), "actions do not load the page anew");
    by_menu(staff, "Tasks", "task");
    assert_eq!(staff.count("tr[data-id]"), 0, "no task is made");
    world.top_up("100.00");
    by_menu(staff, "Running operations", "runningoperation");
    on_row(staff, "srv2.example.com", "Start");
    staff.read("tr", "Waiting for the provider");
    world.check_event();
    staff.gone("tr[data-id]");
    customer.read("main", "Active");
}
