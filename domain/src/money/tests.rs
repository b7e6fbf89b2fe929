//! Reading, printing and counting, by example and by property.

use super::*;
use proptest::prelude::*;

#[test]
fn amounts_are_read_strictly() {
    let check = |text: &str, expect: Result<i64, MoneyError>| {
        assert_eq!(Amount::parse(text).map(Amount::get), expect, "{text:?}");
    };
    check("12", Ok(120_000));
    check("12.3", Ok(123_000));
    check("12.34", Ok(123_400));
    check("12.3400", Ok(123_400));
    check("0.0001", Ok(1));
    check("-0.5", Ok(-5_000));
    check("-0", Ok(0));
    check("007.10", Ok(71_000));
    check("922337203685477.5807", Ok(i64::MAX));
    check("-922337203685477.5808", Ok(i64::MIN));
    for text in [
        "", "-", ".", ".5", "5.", "+5", "--5", "1e3", "1,000", "1 000", "1.2.3", "12.34567", " 1",
        "1 ", "1.-5", "٣", "0x1", "NaN",
    ] {
        check(text, Err(MoneyError::Malformed));
    }
    check("922337203685477.5808", Err(MoneyError::Overflow));
    check("-922337203685477.5809", Err(MoneyError::Overflow));
    check(&"9".repeat(38), Err(MoneyError::Overflow));
    check(&"9".repeat(300), Err(MoneyError::Overflow));
}

#[test]
fn amounts_print_shortly_and_exactly() {
    let check = |count: i64, shown: &str, two: &str, four: &str| {
        let amount = Amount::new(count);
        assert_eq!(
            (
                amount.to_string(),
                amount.two_digits(),
                amount.four_digits()
            ),
            (shown.to_owned(), two.to_owned(), four.to_owned())
        );
    };
    check(0, "0.00", "0.00", "0.0000");
    check(123_400, "12.34", "12.34", "12.3400");
    check(1_048, "0.1048", "0.10", "0.1048");
    check(-5_000, "-0.50", "-0.50", "-0.5000");
    check(49, "0.0049", "0.00", "0.0049");
    check(50, "0.0050", "0.01", "0.0050");
    check(-49, "-0.0049", "0.00", "-0.0049");
    check(-50, "-0.0050", "-0.01", "-0.0050");
    check(
        i64::MIN,
        "-922337203685477.5808",
        "-922337203685477.58",
        "-922337203685477.5808",
    );
}

#[test]
fn a_share_rounds_a_half_up() {
    let check = |count: i64, numerator: i64, denominator: i64, expect| {
        let share = Amount::new(count).share(numerator, denominator);
        assert_eq!(
            share.map(Amount::get),
            expect,
            "{count} * {numerator} / {denominator}"
        );
    };
    check(100_000, 1, 3, Ok(33_333));
    check(100_000, 2, 3, Ok(66_667));
    check(5, 1, 2, Ok(3));
    check(-5, 1, 2, Ok(-2));
    check(-5, 3, 4, Ok(-4));
    check(i64::MIN, 1, 1, Ok(i64::MIN));
    check(i64::MIN, i64::MIN, i64::MAX, Err(MoneyError::Overflow));
    check(i64::MAX, i64::MAX, i64::MAX, Ok(i64::MAX));
    check(1, 1, 0, Err(MoneyError::Malformed));
    check(1, 1, -1, Err(MoneyError::Malformed));
}

#[test]
fn currencies_are_three_upper_case_letters() {
    assert_eq!(
        Currency::parse("EUR").map(|c| c.to_string()),
        Ok("EUR".to_owned())
    );
    for text in ["", "EU", "eur", "Eur", "EURO", "E1R", "ÄÖ"] {
        assert_eq!(
            Currency::parse(text),
            Err(MoneyError::Malformed),
            "{text:?}"
        );
    }
}

#[test]
fn currencies_do_not_mix() {
    let euro = Money::parse("120.50 EUR").unwrap();
    let ruble = Money::parse("1 RUB").unwrap();
    assert_eq!(euro.checked_add(ruble), Err(MoneyError::Mixed));
    assert_eq!(euro.checked_sub(ruble), Err(MoneyError::Mixed));
    assert_eq!(
        euro.checked_add(euro).map(|m| m.to_string()),
        Ok("241.00 EUR".to_owned())
    );
    assert_eq!(
        euro.checked_sub(euro).map(|m| m.to_string()),
        Ok("0.00 EUR".to_owned())
    );
    for text in ["", "1", "EUR", "1EUR", "1  EUR", "1 EUR ", "EUR 1"] {
        assert_eq!(Money::parse(text), Err(MoneyError::Malformed), "{text:?}");
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let (lowest, highest, one) = (Amount::new(i64::MIN), Amount::new(i64::MAX), Amount::new(1));
    assert_eq!(highest.checked_add(one), Err(MoneyError::Overflow));
    assert_eq!(lowest.checked_sub(one), Err(MoneyError::Overflow));
    assert_eq!(lowest.checked_neg(), Err(MoneyError::Overflow));
    assert_eq!(highest.times(2), Err(MoneyError::Overflow));
    assert_eq!(one.times(-3), Ok(Amount::new(-3)));
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(count: i64, letters in "[A-Z]{3}") {
        let amount = Amount::new(count);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Amount::parse(&amount.four_digits()), Ok(amount));
        let money = Money::new(amount, Currency::parse(&letters).unwrap());
        prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
    }

    #[test]
    fn reading_never_panics(text in "\\PC*", numeric in "-?[0-9]{0,40}\\.?[0-9]{0,6}") {
        let _ = Money::parse(&text);
        if let Ok(amount) = Amount::parse(&numeric) {
            prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        }
    }

    #[test]
    fn addition_is_associative_and_undone(a in small(), b in small(), c in small()) {
        let sum = |left: Amount, right: Amount| left.checked_add(right).unwrap();
        prop_assert_eq!(sum(sum(a, b), c), sum(a, sum(b, c)));
        prop_assert_eq!(sum(a, b), sum(b, a));
        prop_assert_eq!(sum(a, b).checked_sub(b), Ok(a));
        let negative = a.checked_neg().unwrap();
        prop_assert_eq!(negative.checked_add(a), Ok(Amount::ZERO));
    }

    #[test]
    fn two_digits_are_the_nearest_cent(amount in small()) {
        let shown = Amount::parse(&amount.two_digits()).unwrap();
        prop_assert!((shown.get() - amount.get()).abs() <= 50);
        prop_assert_eq!(shown.get() % 100, 0);
    }

    #[test]
    fn shares_sum_to_the_whole(amount in small(), parts in 1_i64..400, cut in 0_i64..400) {
        let cut = cut.min(parts);
        let first = amount.share(cut, parts).unwrap();
        let second = amount.share(parts - cut, parts).unwrap();
        // Each share is off by half a count at most, and both halves go up.
        let excess = first.get() + second.get() - amount.get();
        prop_assert!((0..=1).contains(&excess), "{}", excess);
        prop_assert_eq!(amount.share(parts, parts), Ok(amount));
        prop_assert_eq!(amount.share(0, parts), Ok(Amount::ZERO));
    }
}

fn small() -> impl Strategy<Value = Amount> {
    (i64::MIN / 4..i64::MAX / 4).prop_map(Amount::new)
}
