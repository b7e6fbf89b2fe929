//! A bug on purpose for each invariant: its check sees it, and the shortest story is short.

use onsell_sim::deliberate::Deliberate::{
    self, AnswerChanged, Panics, ParameterLost, SentTwice, Statements,
};
use onsell_sim::invariants::{AGREEMENT, INVARIANTS, NOTHING_PANICS};
use onsell_sim::moves::Fate::{Arrives, RequestLost};
use onsell_sim::moves::Move::{self, Begin, Calm, Go};
use onsell_sim::moves::Side::{Reseller, Seller};
use onsell_sim::moves::Work::Ask;
use onsell_sim::moves::{Change, Setting, Story, Who};
use onsell_sim::plan::story_of;
use onsell_sim::shrink::shrink;
use onsell_sim::story::play_with;
use std::collections::BTreeSet;
use std::sync::Mutex;

const ORDER: Move = Move::Order {
    customer: 0,
    tariff: 0,
    year: false,
    address: 1,
    auto_renew: false,
};
const RENEW: Move = Move::Change(Who::Customer, 0, Change::Renew { year: false });

fn story(moves: &[Move]) -> Story {
    let setting = Setting {
        seed: 1,
        is_stranger: false,
        at_seller: 500,
    };
    Story {
        setting,
        moves: moves.to_vec(),
    }
}

/// The bug breaks this invariant in this story, and without the bug nothing breaks.
fn sees(invariant: &str, bug: Deliberate, moves: &[Move]) {
    let story = story(moves);
    let well = play_with(&story, None);
    assert_eq!(well.violation, None, "{}", well.told.join("\n"));
    let played = play_with(&story, Some(bug));
    let broken = played
        .violation
        .as_ref()
        .map(|violation| violation.invariant);
    assert_eq!(broken, Some(invariant), "{}", played.told.join("\n"));
}

#[test]
fn a_second_license_for_one_order_is_seen() {
    let bug = SentTwice("soft.order.param");
    sees("one_upstream_service_and_one_charge", bug, &[ORDER, Calm]);
}

#[test]
fn a_second_charge_for_one_renewal_is_seen() {
    let bug = SentTwice("service.prolong");
    let moves = [ORDER, Calm, RENEW, Calm];
    sees("one_upstream_service_and_one_charge", bug, &moves);
}

#[test]
fn a_ledger_that_does_not_balance_is_seen() {
    let bug = Statements(
        Seller,
        &["UPDATE posting SET amount = amount + 1 WHERE expense = 1"],
    );
    sees("ledgers_balance", bug, &[ORDER, Calm]);
}

#[test]
fn money_that_is_not_there_is_seen() {
    // The wallet pays a second time for what it paid, with postings, sums and all, and nobody asks
    // it.
    let bug = Statements(
        Reseller,
        &[
            "UPDATE wallet SET balance = balance - 100000000
             WHERE id = (SELECT wallet FROM expense WHERE id = 1)",
            "INSERT INTO posting (ledger, wallet, currency, amount, payment, expense, at,
                                  balance, number, came_in)
             SELECT p.ledger, p.wallet, p.currency, -100000000, p.payment, p.expense, p.at,
                    l.balance - 100000000, l.number + 1, l.came_in
             FROM posting p JOIN posting l ON l.wallet = p.wallet
                AND l.number = (SELECT MAX(n.number) FROM posting n WHERE n.wallet = p.wallet)
             WHERE p.expense = 1 AND p.ledger = 'wallet'",
            "UPDATE hour_total SET income = income + 100000000
             WHERE EXISTS (SELECT 1 FROM posting p
                           WHERE p.expense = 1 AND p.ledger = 'wallet' AND p.amount > -100000000
                             AND p.at / 3600000000 = hour AND p.wallet % 8 = part
                             AND p.currency = hour_total.currency)",
            "INSERT INTO posting (ledger, wallet, currency, amount, payment, expense, at)
             SELECT ledger, wallet, currency, 100000000, payment, expense, at FROM posting
             WHERE expense = 1 AND ledger = 'revenue'",
        ],
    );
    sees("no_limit_is_passed", bug, &[ORDER, Calm]);
}

#[test]
fn an_operation_that_disappears_is_seen() {
    let bug = Statements(
        Reseller,
        &[
            "UPDATE wallet SET reserved = 0 WHERE id IN (
                 SELECT s.wallet FROM service s JOIN operation o ON o.service = s.id
                 WHERE o.kind = 'prolong' AND o.state = 'running')",
            "DELETE FROM operation WHERE kind = 'prolong' AND state = 'running'",
        ],
    );
    sees("no_operation_disappears", bug, &[ORDER, Calm, RENEW, Calm]);
}

#[test]
fn an_operation_that_is_given_up_in_silence_is_seen() {
    let bug = Statements(
        Reseller,
        &[
            "UPDATE wallet SET reserved = 0 WHERE id IN (
                 SELECT s.wallet FROM service s JOIN operation o ON o.service = s.id
                 WHERE o.kind = 'open' AND o.state = 'running')",
            "UPDATE operation SET state = 'cancelled', held = 0, due_at = NULL
             WHERE kind = 'open' AND state = 'running'",
        ],
    );
    sees("no_operation_disappears", bug, &[ORDER, Calm]);
}

#[test]
fn an_end_that_the_seller_overwrites_is_seen() {
    let bug = Statements(
        Reseller,
        &["UPDATE service SET expires = '2026-02-09' WHERE expires = '2026-02-10'"],
    );
    sees("paid_periods_stay", bug, &[ORDER, Calm]);
}

#[test]
fn a_paid_service_that_is_closed_is_seen() {
    let bug = Statements(
        Reseller,
        &["UPDATE service SET status = 4, due_at = NULL WHERE status = 2"],
    );
    sees("paid_periods_stay", bug, &[ORDER, Calm]);
}

#[test]
fn a_customer_who_pays_for_nothing_is_seen() {
    // The card tells an end that no renewal made.
    let bug = AnswerChanged("soft.edit", "2026-02-10", "2026-03-10");
    let moves = [
        ORDER,
        Calm,
        RENEW,
        Begin(Ask),
        Go(0, RequestLost, 30),
        Move::Pass(5),
        Calm,
    ];
    sees("paid_is_delivered", bug, &moves);
}

#[test]
fn a_sale_below_cost_is_seen() {
    let bug = ParameterLost("soft.order.param", "pricemax");
    let moves = [Move::SellerPrice(0, 20), ORDER, Calm];
    sees("no_sale_below_cost", bug, &moves);
}

#[test]
fn sides_that_do_not_agree_are_seen() {
    let bug = AnswerChanged("soft", "order-0", "another");
    sees(
        "agreement",
        bug,
        &[ORDER, Begin(Ask), Go(0, Arrives, 30), Calm],
    );
}

#[test]
fn a_panic_is_seen() {
    sees("nothing_panics", Panics("itemevent"), &[ORDER, Calm]);
}

/// Bugs above, by the invariant that they break.
#[test]
fn every_invariant_has_its_bug() {
    let text = include_str!("deliberate.rs");
    let named: BTreeSet<&str> = text.split('"').collect();
    let invariants = INVARIANTS.iter().map(|(name, _)| *name);
    for name in invariants.chain([AGREEMENT, NOTHING_PANICS]) {
        assert!(named.contains(name), "{name}");
    }
}

#[test]
fn the_story_of_a_seed_becomes_short() {
    let bug = Some(SentTwice("soft.order.param"));
    let shortest = Mutex::new(None);
    for seed in 0..20 {
        let long = story_of(seed, false);
        if long.setting.is_stranger || long.setting.at_seller < 60 {
            continue;
        }
        *shortest.lock().expect("nobody else has it") = shrink(&long, bug);
        break;
    }
    let shortest = shortest.into_inner().expect("nobody else has it");
    let (story, played) = shortest.expect("the bug breaks the seed");
    let violation = played.violation.expect("it still breaks");
    assert_eq!(violation.invariant, "one_upstream_service_and_one_charge");
    assert!(story.moves.len() <= 2, "{:?}", story.moves);
}
