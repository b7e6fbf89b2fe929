//! What a module license may hang on and what it does after its license, as tables.

use super::*;
use ServiceStatus::{Active, Deleted, Ordered, Processing, Suspended};

const HERE: Source = Source::Seller(SellerId::new(1));
const THERE: Source = Source::Seller(SellerId::new(2));

const PARENT: Parent = Parent {
    is_of_panel: true,
    status: Active,
    is_expired: false,
    source: HERE,
    runs_there: true,
    has_it: false,
};

#[test]
fn a_module_hangs_on_a_license_that_runs_where_the_module_is_sold() {
    let check = |module: Source, parent: Parent, expect: Option<Refusal>| {
        assert_eq!(
            may_hang(module, &parent).err(),
            expect,
            "{module:?} {parent:?}"
        );
    };
    let at = |status| Parent { status, ..PARENT };
    check(HERE, PARENT, None);
    check(
        HERE,
        Parent {
            is_of_panel: false,
            ..PARENT
        },
        Some(Refusal::NotOfPanel),
    );
    for (status, expect) in [
        (Ordered, Refusal::NotYet),
        (Processing, Refusal::NotYet),
        (Suspended, Refusal::NotRunning),
        (Deleted, Refusal::NotRunning),
    ] {
        check(HERE, at(status), Some(expect));
        let ours = Parent {
            source: Source::Stock,
            ..at(status)
        };
        check(Source::Stock, ours, Some(expect));
    }
    let expired = Parent {
        is_expired: true,
        ..PARENT
    };
    check(HERE, expired, Some(Refusal::Expired));
    let stopped = Parent {
        status: Suspended,
        ..expired
    };
    check(HERE, stopped, Some(Refusal::Expired));
    // Who sold the license and who sells the module.
    check(THERE, PARENT, Some(Refusal::BoughtElsewhere));
    check(Source::Stock, PARENT, Some(Refusal::BoughtElsewhere));
    check(Source::Staff, PARENT, None);
    let ours = Parent {
        source: Source::Stock,
        runs_there: false,
        ..PARENT
    };
    check(Source::Stock, ours, None);
    check(HERE, ours, Some(Refusal::BoughtElsewhere));
    let by_hand = Parent {
        source: Source::Staff,
        ..ours
    };
    check(Source::Staff, by_hand, None);
    check(Source::Stock, by_hand, Some(Refusal::BoughtElsewhere));
    // Active here says nothing of there.
    let unknown = Parent {
        runs_there: false,
        ..PARENT
    };
    check(HERE, unknown, Some(Refusal::NotYet));
    check(
        HERE,
        Parent {
            has_it: true,
            ..PARENT
        },
        Some(Refusal::Twice),
    );
}

#[test]
fn every_refusal_says_something_else() {
    use Refusal::{BoughtElsewhere, Expired, NotOfPanel, NotRunning, NotYet, Twice};
    let mut said = std::collections::HashSet::new();
    for refusal in [
        NotOfPanel,
        NotYet,
        NotRunning,
        Expired,
        BoughtElsewhere,
        Twice,
    ] {
        assert!(said.insert(refusal.text().en) && said.insert(refusal.text().ru));
    }
}

#[test]
fn a_module_does_what_its_license_does() {
    let other = ServiceId::new(7);
    let check = |license, module: Module, expect: Option<Deed>| {
        assert_eq!(next(license, &module), expect, "{license:?} {module:?}");
    };
    let at = |status| Module {
        status,
        stands_with_it: false,
        is_busy: false,
        is_elsewhere: false,
    };
    let standing = Module {
        stands_with_it: true,
        ..at(Suspended)
    };
    check(License::Runs, at(Active), None);
    check(License::Stands, at(Active), Some(Deed::Stop));
    // One that stands for another reason stands for this one, too: so it does not run too early.
    check(License::Stands, at(Suspended), Some(Deed::Stop));
    check(License::Stands, standing, None);
    check(License::Runs, standing, Some(Deed::Run));
    check(License::Runs, at(Suspended), None);
    check(License::Gone(None), at(Active), Some(Deed::Close));
    check(License::Gone(None), standing, Some(Deed::Close));
    check(
        License::Gone(Some(other)),
        standing,
        Some(Deed::MoveTo(other)),
    );
    let elsewhere = Module {
        is_elsewhere: true,
        ..at(Active)
    };
    check(License::Runs, elsewhere, Some(Deed::Move));
    check(License::Stands, elsewhere, Some(Deed::Stop));
    // A stop is a fact and waits for nobody; what needs an operation waits for the one there is.
    let busy = |module| Module {
        is_busy: true,
        ..module
    };
    check(License::Stands, busy(at(Active)), Some(Deed::Stop));
    check(License::Runs, busy(standing), Some(Deed::Run));
    check(License::Runs, busy(elsewhere), None);
    check(License::Gone(None), busy(at(Active)), None);
    check(License::Gone(Some(other)), busy(at(Active)), None);
    // What is not delivered yet follows when it is; what nobody paid for, and what is gone, never.
    check(License::Stands, busy(at(Processing)), None);
    check(License::Gone(None), at(Processing), Some(Deed::Close));
    for status in [Ordered, Deleted] {
        for license in [License::Runs, License::Stands, License::Gone(None)] {
            check(license, at(status), None);
        }
    }
}

#[test]
fn a_deed_is_done_once() {
    // After each deed nothing is left to do: settling twice is harmless.
    for status in [Active, Suspended] {
        for stands_with_it in [false, true] {
            for license in [License::Runs, License::Stands] {
                let before = Module {
                    status,
                    stands_with_it,
                    is_busy: false,
                    is_elsewhere: false,
                };
                let after = match next(license, &before) {
                    Some(Deed::Stop) => Module {
                        stands_with_it: true,
                        ..before
                    },
                    Some(Deed::Run) => Module {
                        stands_with_it: false,
                        ..before
                    },
                    _ => before,
                };
                assert_eq!(next(license, &after), None, "{license:?} {before:?}");
            }
        }
    }
}

#[test]
fn a_module_is_renewed_by_itself_where_its_license_goes_on() {
    let check = |status, goes_on, by_owner: bool, by_itself: bool| {
        let may = |by_itself| may_renew(status, goes_on, by_itself).is_ok();
        assert_eq!((may(false), may(true)), (by_owner, by_itself), "{status:?}");
    };
    check(Active, true, true, true);
    check(Active, false, true, false);
    check(Suspended, true, true, false);
    check(Deleted, true, false, false);
    check(Deleted, false, false, false);
}
