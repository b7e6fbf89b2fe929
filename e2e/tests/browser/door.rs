//! What everybody meets first.

use onsell_e2e::audit::Audit;
use onsell_e2e::{Browser, Driver, Look, World};
use onsell_engine::EventMode;

#[test]
fn the_door_is_open_to_everybody() {
    let Some(driver) = Driver::of_tests() else {
        return;
    };
    let audit = Audit::of_tests();
    let world = World::new(EventMode::Off);
    let looks = [
        Look::DESK,
        Look {
            is_dark: true,
            ..Look::PHONE
        },
    ];
    for look in looks {
        let browser = Browser::start(&driver, &world.url(), &look);
        browser.open("/");
        browser.arrive("auth");
        assert_eq!(browser.complaints(), [""; 0], "{look:?}");
        if let Some(audit) = &audit {
            assert_eq!(audit.findings(&browser), [""; 0], "{look:?}");
            // It does find what is wrong.
            browser.run("document.querySelector('label').remove()");
            assert_ne!(audit.findings(&browser), [""; 0], "{look:?}");
        }
    }
}
