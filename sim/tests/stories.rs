//! Stories that once went wrong, and why they must not again. Each was found by a seed and is told
//! here in its shortest form.

use onsell_sim::moves::Change::{Address, Delete, Rename, Renew, Resume, Suspend};
use onsell_sim::moves::Fate::{Arrives, Twice};
use onsell_sim::moves::Move::{self, Begin, Calm, Go, SellerChange};
use onsell_sim::moves::Who::Customer;
use onsell_sim::moves::Work::{Ask, CheckEvent};
use onsell_sim::moves::{Setting, Story};
use onsell_sim::story::play;

const ORDER: Move = Move::Order {
    customer: 0,
    tariff: 0,
    year: false,
    address: 1,
    auto_renew: false,
};
const RENEW: Move = Move::Change(Customer, 0, Renew { year: false });

/// The story must end well, with a seller that is an Onsell and with one that is a stranger.
fn ends_well(moves: &[Move]) {
    for is_stranger in [false, true] {
        let setting = Setting {
            seed: 1,
            is_stranger,
            at_seller: 500,
        };
        let story = Story {
            setting,
            moves: moves.to_vec(),
        };
        let played = play(&story);
        assert_eq!(played.violation, None, "{}", played.told.join("\n"));
    }
}

#[test]
fn the_seller_renames_a_license_before_we_read_it_first() {
    ends_well(&[
        ORDER,
        Begin(Ask),
        Go(0, Arrives, 30),
        SellerChange(0, Rename(7)),
    ]);
}

#[test]
fn the_seller_moves_a_license_before_we_read_it_first() {
    ends_well(&[
        ORDER,
        Begin(Ask),
        Go(0, Arrives, 30),
        SellerChange(0, Address(7)),
    ]);
}

#[test]
fn the_seller_stops_a_license_before_we_read_it_first() {
    ends_well(&[
        ORDER,
        Begin(Ask),
        Go(0, Arrives, 1),
        SellerChange(0, Suspend),
    ]);
}

#[test]
fn the_seller_closes_a_license_right_after_it_renewed_it() {
    let renewed = [ORDER, Calm, RENEW, Begin(Ask), Go(0, Arrives, 30)];
    ends_well(&[&renewed[..], &[SellerChange(0, Delete)]].concat());
}

#[test]
fn a_reading_that_waited_is_not_applied_after_a_newer_one() {
    ends_well(&[
        ORDER,
        Calm,
        SellerChange(0, Suspend),
        Move::Pass(3600),
        Begin(CheckEvent),
        Go(0, Arrives, 3),
        SellerChange(0, Resume),
    ]);
}

#[test]
fn a_renewal_lets_run_again_what_we_had_the_seller_stop() {
    ends_well(&[
        ORDER,
        Calm,
        Move::Pass(2_800_000),
        Calm,
        SellerChange(0, Resume),
        Calm,
        RENEW,
    ]);
}

#[test]
fn an_order_that_was_given_up_is_closed_where_it_arrived_after_all() {
    ends_well(&[
        ORDER,
        Begin(Ask),
        Go(0, Arrives, 2),
        Go(0, Twice, 30),
        Move::Change(Customer, 0, Delete),
    ]);
}

#[test]
fn the_seller_stops_what_we_ask_it_to_close() {
    ends_well(&[
        ORDER,
        Calm,
        SellerChange(0, Suspend),
        Move::Change(Customer, 0, Delete),
    ]);
}

#[test]
fn a_service_is_renewed_twice_on_a_day_after_both_of_its_ends() {
    ends_well(&[
        ORDER,
        Calm,
        Move::Pass(2_700_000),
        RENEW,
        Move::Pass(2_700_000),
        Calm,
        RENEW,
        Calm,
        RENEW,
    ]);
}

#[test]
fn the_seller_renames_what_it_refuses_to_rename_for_us() {
    ends_well(&[
        ORDER,
        Calm,
        SellerChange(0, Suspend),
        Move::Change(Customer, 0, Rename(1)),
        SellerChange(0, Rename(2)),
    ]);
}

#[test]
fn the_seller_lets_run_again_what_we_stopped_before_we_read_it() {
    let stopped = [ORDER, Calm, Move::Change(Customer, 0, Suspend), Begin(Ask)];
    ends_well(&[&stopped[..], &[Go(0, Arrives, 30), SellerChange(0, Resume)]].concat());
}

#[test]
fn the_seller_renames_what_we_renamed_before_we_read_it() {
    let renamed = [
        ORDER,
        Calm,
        Move::Change(Customer, 0, Rename(1)),
        Begin(Ask),
    ];
    ends_well(
        &[
            &renamed[..],
            &[Go(0, Arrives, 30), SellerChange(0, Rename(2))],
        ]
        .concat(),
    );
}
