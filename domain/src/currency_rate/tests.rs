use super::*;
use crate::money::Amount;
use proptest::prelude::*;

fn currency(text: &str) -> Currency {
    Currency::parse(text).expect(text)
}

fn rate(text: &str) -> Result<CurrencyRate, BadRate> {
    CurrencyRate::parse(currency("USD"), currency("EUR"), text)
}

#[test]
fn rates_are_read_and_written() {
    let check = |text: &str, expect: Result<&str, BadRate>| {
        let read = rate(text).map(|rate| rate.to_string());
        assert_eq!(read, expect.map(str::to_owned), "{text:?}");
    };
    check("0.92", Ok("0.92"));
    check("0.9200000000", Ok("0.92"));
    check("1", Ok("1"));
    check("92.5", Ok("92.5"));
    check("0.0000000001", Ok("0.0000000001"));
    check("0.00000000001", Err(BadRate::Malformed));
    check("0", Err(BadRate::NotPositive));
    for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", " 1", "x"] {
        check(text, Err(BadRate::Malformed));
    }
    check("999999999999999999999", Err(BadRate::Malformed));
    let same = CurrencyRate::new(currency("EUR"), currency("EUR"), 1);
    assert_eq!(same, Err(BadRate::Same));
}

#[test]
fn money_goes_both_ways_and_never_gets_cheaper() {
    let check = |rate_text: &str, money: &str, expect: Option<&str>| {
        let money = Money::parse(money).expect(money);
        let converted = rate(rate_text).expect(rate_text).convert(money);
        assert_eq!(
            converted.map(|money| money.to_string()).as_deref(),
            expect,
            "{money} at {rate_text}"
        );
    };
    check("0.92", "10.00 USD", Some("9.20 EUR"));
    check("0.92", "9.20 EUR", Some("10.00 USD"));
    check("0.92", "0.0001 USD", Some("0.0001 EUR"));
    check("0.333", "1.00 USD", Some("0.3330 EUR"));
    check("3", "1.00 EUR", Some("0.3334 USD"));
    check("0.92", "0.00 USD", Some("0.00 EUR"));
    check("0.92", "1.00 RUB", None);
    check("900000000", "900000000000000.00 USD", None);
}

#[test]
fn money_of_the_right_currency_needs_no_rate() {
    let known = rate("0.92").expect("a rate");
    let check = |money: &str, to: &str, rate: Option<&CurrencyRate>, expect: Option<&str>| {
        let money = Money::parse(money).expect(money);
        let converted = convert(money, currency(to), rate).map(|money| money.to_string());
        assert_eq!(converted.as_deref(), expect, "{money} to {to}");
    };
    check("1.00 USD", "USD", None, Some("1.00 USD"));
    check("1.00 USD", "EUR", Some(&known), Some("0.92 EUR"));
    check("1.00 USD", "EUR", None, None);
    check("1.00 USD", "RUB", Some(&known), None);
}

proptest! {
    #[test]
    fn there_and_back_is_never_less(count in 0_i64..1_000_000_000, scaled in 1_i64..1 << 50) {
        let rate = CurrencyRate::new(currency("USD"), currency("EUR"), scaled).unwrap();
        let money = Money::new(Amount::new(count), currency("USD"));
        if let Some(there) = rate.convert(money)
            && let Some(back) = rate.convert(there)
        {
            prop_assert!(back.amount >= money.amount);
        }
    }

    #[test]
    fn what_is_written_is_read_again(scaled in 1_i64..) {
        let known = CurrencyRate::new(currency("USD"), currency("EUR"), scaled).unwrap();
        prop_assert_eq!(rate(&known.to_string()), Ok(known));
    }
}
