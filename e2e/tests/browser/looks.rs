//! Every page of the menu, for staff and for a customer, on a desk and on a phone: nothing is
//! refused by the page's own policy, nothing fails, nothing sticks out. The main pages are audited,
//! light and dark.

use onsell_e2e::audit::Audit;
use onsell_e2e::life::Life;
use onsell_e2e::{Browser, Driver, Look, world};

/// Pages behind those of the menu, and those that are audited; what is in braces is filled in.
const STAFF: [&str; 8] = [
    "/panel",
    "/panel/soft",
    "/panel/soft.edit?elid={license}",
    "/panel/vds.edit?elid={server}",
    "/panel/runningoperation",
    "/panel/runningoperation.edit?elid={operation}",
    "/panel/processing.edit",
    "/panel/pricelist.edit?elid=1",
];
const CUSTOMER: [&str; 7] = [
    "/panel",
    "/panel/soft",
    "/panel/soft.edit?elid={license}",
    "/panel/soft.edit?elid={waiting}",
    "/panel/vds.edit?elid={server}",
    "/panel/soft.order",
    "/panel/vds.order",
];

/// The addresses that the menu leads to.
fn menu(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('nav a[href^=\"/panel\"]')]\
        .map(link => link.getAttribute('href'));";
    let told = browser.run(script);
    let told = told.as_array().expect("a list").iter();
    told.filter_map(|address| address.as_str().map(str::to_owned))
        .collect()
}

/// What is wrong with the page that is shown.
fn faults(browser: &Browser, audit: Option<&Audit>) -> Vec<String> {
    let path = browser.path();
    let mut faults = browser.complaints();
    faults.extend(browser.sticks_out());
    if browser.count("main[data-func]") != 1 {
        faults.push("no page of the panel".to_owned());
    }
    if let Some(audit) = audit {
        for is_dark in [false, true] {
            browser.prefer(is_dark);
            faults.extend(audit.findings(browser));
        }
    }
    let told = faults.iter().map(|fault| format!("{path}: {fault}"));
    told.collect()
}

#[test]
fn every_page_is_sound() {
    let Some(driver) = Driver::of_tests() else {
        return;
    };
    let audit = Audit::of_tests();
    let life = Life::lived();
    let provider = &life.world.provider;
    let staff = (provider.administrator.as_str(), provider.password.expose());
    let mut found = Vec::new();
    for (look, login, main) in [
        (Look::DESK, staff, &STAFF[..]),
        (Look::PHONE, staff, &STAFF[..]),
        (Look::DESK, world::CUSTOMER, &CUSTOMER[..]),
        (Look::PHONE, world::CUSTOMER, &CUSTOMER[..]),
    ] {
        let browser = Browser::start(&driver, &life.world.url(), &look);
        browser.sign_in(login.0, login.1);
        let menu = menu(&browser);
        assert!(menu.len() > 5, "the menu is not found: {menu:?}");
        for page in menu {
            browser.open(&page);
            found.extend(faults(&browser, None));
        }
        for page in main {
            browser.open(&life.filled_in(page));
            found.extend(faults(&browser, audit.as_ref()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
