//! An order by a customer: without scripts, at the width of a phone, and by keyboard alone.

use onsell_e2e::keyboard::{ENTER, TAB};
use onsell_e2e::shop::Shop;
use onsell_e2e::world::CUSTOMER;
use onsell_e2e::{Browser, Driver, Look, World};
use onsell_engine::EventMode;

/// Orders a license and pays for it from the balance; its page is shown in the end.
#[track_caller]
pub fn order_license(browser: &Browser, name: &str, ip: &str) {
    browser.open("/panel/soft.order");
    browser.arrive("soft.order");
    browser.click("li.tariff[data-id=\"1\"] a");
    browser.arrive("soft.order.param");
    browser.fill("licname", name);
    browser.fill("ip", ip);
    browser.press("Order and pay");
    browser.arrive("soft.edit");
    browser.read("main", name);
}

/// Orders with a mouse or a finger, and looks again until it is delivered.
fn by_hand(browser: &Browser, world: &World, name: &str, ip: &str) {
    browser.sign_in(CUSTOMER.0, CUSTOMER.1);
    order_license(browser, name, ip);
    browser.read("main", "Waiting for the provider");
    assert_eq!(browser.sticks_out(), [""; 0]);
    world.check_event();
    // Without scripts a person asks for the page again.
    browser.open(&browser.path());
    browser.read("main", "Active");
    assert_eq!(browser.complaints(), [""; 0]);
}

fn by_keyboard(browser: &Browser, world: &World) {
    browser.open("/panel");
    browser.arrive("auth");
    browser.type_keys(CUSTOMER.0);
    browser.type_keys(TAB);
    browser.type_keys(CUSTOMER.1);
    browser.type_keys(ENTER);
    browser.find("body.panel");
    browser.tab_to("Order");
    browser.type_keys(ENTER);
    browser.arrive("soft.order");
    browser.tab_to("Choose ispmanager 6 Lite");
    browser.type_keys(ENTER);
    browser.arrive("soft.order.param");
    browser.tab_to("licname");
    browser.type_keys("keys.example.com");
    browser.tab_to("ip");
    browser.type_keys("192.0.2.33");
    browser.tab_to("Order and pay");
    browser.type_keys(ENTER);
    browser.arrive("soft.edit");
    browser.read("main", "Waiting for the provider");
    world.check_event();
    browser.read("main", "Active");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn an_order_without_scripts_on_a_phone_and_by_keyboard() {
    let Some(driver) = Driver::of_tests() else {
        return;
    };
    let world = World::new(EventMode::Off);
    Shop::open(&world);
    let without_scripts = Look {
        has_scripts: false,
        ..Look::DESK
    };
    let start = |look: &Look| Browser::start(&driver, &world.url(), look);
    by_hand(
        &start(&without_scripts),
        &world,
        "plain.example.com",
        "192.0.2.31",
    );
    by_hand(
        &start(&Look::PHONE),
        &world,
        "phone.example.com",
        "192.0.2.32",
    );
    by_keyboard(&start(&Look::DESK), &world);
}
