//! Every transition of a bundled license, played to its end: the table of the documentation.

use super::*;
use std::fmt::Write;

/// The world of a test: the licenses, and what the seller refuses.
struct Seller {
    licenses: Vec<License>,
    refuses: &'static [Refusal],
    made: i64,
}

/// What a seller refuses.
#[derive(PartialEq)]
enum Refusal {
    Tariff,
    Move,
    Order,
    /// Two licenses at one address, whatever they are.
    Two,
}

const LITE: (&str, i64) = ("55227", 4);
const PRO: (&str, i64) = ("55228", 5);

fn panel((tariff, rank): (&str, i64), ip: &str) -> Panel {
    Panel {
        tariff: tariff.to_owned(),
        rank,
        is_trial: false,
        ip: ip.to_owned(),
        addons: String::new(),
    }
}

fn trial(ip: &str) -> Panel {
    Panel {
        is_trial: true,
        ..panel(("55239", 2), ip)
    }
}

fn license(id: i64, panel: Panel, state: LicenseState) -> License {
    License {
        id: ServiceId::new(id),
        panel,
        state,
        is_busy: false,
        is_expired: false,
        refused_tariff: None,
        refused_ip: None,
    }
}

impl Seller {
    fn with(licenses: Vec<License>) -> Self {
        Self {
            made: licenses.len() as i64,
            licenses,
            refuses: &[],
        }
    }

    fn refuses(&self, what: &Refusal) -> bool {
        self.refuses.contains(what)
    }

    fn of(&mut self, id: ServiceId) -> &mut License {
        let found = self.licenses.iter_mut().find(|one| one.id == id);
        found.expect("a deed names a license that is there")
    }

    fn drop(&mut self, id: ServiceId) {
        self.licenses.retain(|one| one.id != id);
    }

    /// Does a deed as a seller would: one license of a product runs at an address, a lower one not
    /// beside a higher one.
    fn carry_out(&mut self, wish: &Wish, deed: &Deed) -> String {
        let (Wish::Panel(wanted) | Wish::Stopped(Some(wanted))) = wish else {
            return self.take_away(deed);
        };
        match deed {
            Deed::Allocate | Deed::AllocateLater => {
                self.made += 1;
                let id = self.made;
                let state = if *deed == Deed::AllocateLater {
                    LicenseState::Parked
                } else if self.refuses(&Refusal::Order) {
                    LicenseState::Standing
                } else if self.refuses(&Refusal::Two) && self.is_held(wanted) {
                    LicenseState::HeldUp
                } else {
                    self.must_be_free(wanted);
                    LicenseState::Active
                };
                self.licenses.push(license(id, wanted.clone(), state));
                let word = if state == LicenseState::Parked {
                    "park"
                } else {
                    "allocate"
                };
                format!("{word} {id}")
            }
            Deed::Park(id) => {
                self.of(*id).state = LicenseState::Parked;
                format!("park {id}")
            }
            Deed::Release(id) => {
                self.must_be_free(wanted);
                let refuses = self.refuses(&Refusal::Order);
                self.of(*id).state = if refuses {
                    LicenseState::Standing
                } else {
                    LicenseState::Active
                };
                format!("release {id}")
            }
            Deed::Move(id) => {
                let refuses = self.refuses(&Refusal::Move);
                let found = self.of(*id);
                if refuses {
                    found.refused_ip = Some(wanted.ip.clone());
                    return format!("move {id} refused");
                }
                found.panel.ip.clone_from(&wanted.ip);
                format!("move {id}")
            }
            Deed::ChangeTariff(id) => {
                let refuses = self.refuses(&Refusal::Tariff);
                let found = self.of(*id);
                if refuses {
                    found.refused_tariff = Some(wanted.tariff.clone());
                    return format!("change {id} refused");
                }
                let ip = found.panel.ip.clone();
                found.panel = Panel {
                    ip,
                    ..wanted.clone()
                };
                format!("change {id}")
            }
            Deed::ChangeAddons(id) => {
                self.of(*id).panel.addons.clone_from(&wanted.addons);
                format!("addons {id}")
            }
            Deed::Renew(id) => {
                self.of(*id).is_expired = false;
                format!("renew {id}")
            }
            Deed::Resume(id) => {
                let bigger = self.of(*id).panel.clone();
                self.must_be_free(&bigger);
                self.of(*id).state = LicenseState::Active;
                format!("resume {id}")
            }
            other => self.take_away(other),
        }
    }

    fn take_away(&mut self, deed: &Deed) -> String {
        match deed {
            Deed::Suspend(id) => {
                self.of(*id).state = LicenseState::Stopped;
                format!("suspend {id}")
            }
            Deed::Return(id) => {
                assert!(
                    !self.of(*id).panel.is_trial,
                    "a trial never enters the pool"
                );
                self.drop(*id);
                format!("return {id}")
            }
            Deed::End(id) => {
                self.drop(*id);
                format!("end {id}")
            }
            Deed::GiveUp(id) => {
                self.drop(*id);
                format!("give up {id}")
            }
            other => panic!("{other:?} does not fit the wish"),
        }
    }

    fn is_held(&self, wanted: &Panel) -> bool {
        let holds = |one: &License| one.state == LicenseState::Active && one.panel.ip == wanted.ip;
        self.licenses.iter().any(holds)
    }

    fn must_be_free(&self, wanted: &Panel) {
        let holds = |one: &&License| one.state == LicenseState::Active && one.panel.ip == wanted.ip;
        let held: Vec<_> = self.licenses.iter().filter(holds).collect();
        assert!(
            held.iter()
                .all(|one| one.panel.rank < wanted.rank && !one.panel.is_trial),
            "the address is held by {held:?}"
        );
    }
}

/// Plays a wish to its end and tells what was done.
fn play(seller: &mut Seller, wish: &Wish) -> String {
    let mut told = String::new();
    for _ in 0..20 {
        let deeds = next(wish, &seller.licenses);
        if deeds.is_empty() {
            return told;
        }
        for deed in deeds {
            let separator = if told.is_empty() { "" } else { ", " };
            let done = seller.carry_out(wish, &deed);
            write!(told, "{separator}{done}").unwrap();
        }
    }
    panic!("it never ends: {told}");
}

#[test]
fn every_transition() {
    use LicenseState::{Active, Lost, Opening, Standing, Stopped, StoppedThere};
    use Wish::{Gone, NoPanel, Panel as Wanted};
    let ip = "10.0.0.1";
    let check = |name: &str, mut seller: Seller, wish: Wish, expect: &str| {
        assert_eq!(play(&mut seller, &wish), expect, "{name}");
        assert_eq!(play(&mut seller, &wish), "", "{name}, once more");
    };
    let one = |panel, state| Seller::with(vec![license(1, panel, state)]);
    let lite = || panel(LITE, ip);
    let pro = || panel(PRO, ip);
    let stands = |panel| Wish::Stopped(Some(panel));

    check("order", Seller::with(vec![]), Wanted(lite()), "allocate 1");
    check("nothing to do", one(lite(), Active), Wanted(lite()), "");
    check(
        "suspended",
        one(lite(), Active),
        stands(lite()),
        "suspend 1",
    );
    check("resumed", one(lite(), Stopped), Wanted(lite()), "resume 1");
    let expired = |panel, state| {
        let license = license(1, panel, state);
        Seller::with(vec![License {
            is_expired: true,
            ..license
        }])
    };
    check(
        "resumed, expired",
        expired(lite(), Stopped),
        Wanted(lite()),
        "renew 1, resume 1",
    );
    check("deleted", one(lite(), Active), Gone, "return 1");
    check("deleted, stopped", one(lite(), Stopped), Gone, "return 1");
    check("deleted, trial", one(trial(ip), Active), Gone, "end 1");
    check(
        "deleted, its order stands",
        one(lite(), Standing),
        Gone,
        "give up 1",
    );
    check(
        "deleted, its order is under way",
        one(lite(), Opening),
        Gone,
        "",
    );
    check("switched off", one(lite(), Active), NoPanel, "return 1");
    check(
        "switched off, trial",
        one(trial(ip), Active),
        NoPanel,
        "end 1",
    );
    let moved = || panel(LITE, "10.0.0.2");
    check("address", one(lite(), Active), Wanted(moved()), "move 1");
    let refusing = |panel, state| Seller {
        refuses: &[Refusal::Move],
        ..one(panel, state)
    };
    let told = "move 1 refused, allocate 2, return 1";
    check(
        "address, refused",
        refusing(lite(), Active),
        Wanted(moved()),
        told,
    );
    check("up", one(lite(), Active), Wanted(pro()), "change 1");
    let refusing = |panel| Seller {
        refuses: &[Refusal::Tariff],
        ..one(panel, Active)
    };
    let told = "change 1 refused, allocate 2, return 1";
    check("up, refused", refusing(lite()), Wanted(pro()), told);
    let strict = Seller {
        refuses: &[Refusal::Tariff, Refusal::Two],
        ..refusing(lite())
    };
    let told = "change 1 refused, allocate 2, park 2, suspend 1, release 2, return 1";
    check("up, refused, one at a time", strict, Wanted(pro()), told);
    let told = "park 2, suspend 1, release 2, return 1";
    check("down", one(pro(), Active), Wanted(lite()), told);
    let unavailable = |panel| Seller {
        refuses: &[Refusal::Order],
        ..one(panel, Active)
    };
    let told = "park 2, suspend 1, release 2, resume 1";
    check(
        "down, not to be had",
        unavailable(pro()),
        Wanted(lite()),
        told,
    );
    check(
        "trial to paid",
        one(trial(ip), Active),
        Wanted(lite()),
        "change 1",
    );
    let told = "change 1 refused, park 2, suspend 1, release 2, end 1";
    check(
        "trial to paid, refused",
        refusing(trial(ip)),
        Wanted(lite()),
        told,
    );
    check(
        "trial, ended",
        expired(trial(ip), StoppedThere),
        Wanted(trial(ip)),
        "",
    );
    check(
        "stopped by its seller",
        one(lite(), StoppedThere),
        Wanted(lite()),
        "",
    );
    check(
        "closed by its seller",
        one(lite(), Lost),
        Wanted(lite()),
        "",
    );
    check("closed by its seller, deleted", one(lite(), Lost), Gone, "");
    let nodes = || Panel {
        addons: "55236=3".to_owned(),
        ..lite()
    };
    check("addons", one(lite(), Active), Wanted(nodes()), "addons 1");
    check(
        "stopped and switched off",
        one(lite(), Stopped),
        Wish::Stopped(None),
        "return 1",
    );
}

#[test]
fn a_wish_that_changes_on_the_way_is_followed_from_there() {
    let ip = "10.0.0.1";
    let (lite, pro) = (panel(LITE, ip), panel(PRO, ip));
    let wanted = |panel: &Panel| Wish::Panel(panel.clone());
    // Down was begun and is taken back: the order is given up, the higher one runs again.
    let parked = license(2, lite.clone(), LicenseState::Parked);
    let stopped = license(1, pro.clone(), LicenseState::Stopped);
    let mut seller = Seller::with(vec![stopped, parked]);
    assert_eq!(play(&mut seller, &wanted(&pro)), "resume 1, give up 2");
    // What is under way ends first.
    let opening = license(1, lite.clone(), LicenseState::Opening);
    assert_eq!(next(&wanted(&pro), std::slice::from_ref(&opening)), []);
    assert_eq!(next(&Wish::Gone, &[opening]), []);
    let busy = License {
        is_busy: true,
        ..license(1, lite.clone(), LicenseState::Active)
    };
    assert_eq!(next(&wanted(&pro), std::slice::from_ref(&busy)), []);
    assert_eq!(next(&Wish::Gone, std::slice::from_ref(&busy)), []);
    assert_eq!(next(&Wish::Stopped(Some(lite)), &[busy]), []);
}
