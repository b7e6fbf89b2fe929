use super::*;

/// 2026-11-26 12:30:05 UTC.
const NOW: &str = "2026-11-26 12:30:05";

fn locale(language: Language) -> Locale {
    let zone = Zone::parse("Europe/Berlin").expect("a zone");
    Locale::new(language, zone, instant_of(NOW).expect("an instant"))
}

fn check(text: &str, en: &str, ru: &str) {
    for (language, expect) in [(Language::En, en), (Language::Ru, ru)] {
        let shown = locale(language).wire(text);
        assert_eq!(shown.replace('\u{a0}', " "), expect, "{text}");
    }
}

#[test]
fn what_the_wire_writes_is_read_by_people() {
    check("2026-11-26", "26 Nov 2026", "26.11.2026");
    check("2026-01-02", "2 Jan 2026", "02.01.2026");
    check(NOW, "26 Nov 2026, 13:30", "26.11.2026 13:30");
    check(
        "2026-07-01 23:00:00",
        "2 Jul 2026, 01:00",
        "02.07.2026 01:00",
    );
    check("1234.50 RUB", "₽1,234.50", "1 234,50 ₽");
    check("1234.50 EUR", "€1,234.50", "1 234,50 €");
    check("999.00 USD", "$999.00", "999,00 $");
    check("-1234567.00 CHF", "−CHF 1,234,567.00", "−1 234 567,00 CHF");
    check("0.0123 EUR", "€0.0123", "0,0123 €");
    check("10.00 EUR / Month", "€10.00 / Month", "10,00 € / Month");
    check(
        "8.00 EUR / Month, 60.00 EUR / 12 Months",
        "€8.00 / Month, €60.00 / 12 Months",
        "8,00 € / Month, 60,00 € / 12 Months",
    );
    check(
        "-922337203685477.5808 EUR",
        "−€922,337,203,685,477.5808",
        "−922 337 203 685 477,5808 €",
    );
}

#[test]
fn what_is_no_such_value_stays() {
    for text in [
        "",
        "2026-02-30",
        "2026-1-2",
        "26.11.2026",
        "2026-11-26T12:30:00",
        "2026-11-26 24:30:00",
        "2026-11-26 12:30",
        "10.00",
        "10.00 eur",
        "10.00  EUR",
        "ten EUR",
        "a / b",
        "дата / дата дата",
    ] {
        check(text, text, text);
    }
}

#[test]
fn money_keeps_together() {
    let money = Money::parse("-1234.50 RUB").expect("money");
    let shown = locale(Language::Ru).money(money);
    assert_eq!(shown, "−1\u{a0}234,50\u{a0}₽");
    assert_eq!(locale(Language::En).amount(money.amount), "−1,234.50");
}

#[test]
fn instants_have_seconds_where_they_are_asked_for() {
    let at = instant_of(NOW).expect("an instant");
    let exact = |language| locale(language).instant_exact(at);
    assert_eq!(exact(Language::En), "26 Nov 2026, 13:30:05");
    assert_eq!(exact(Language::Ru), "26.11.2026 13:30:05");
    // The ends of time are shown somehow.
    for micros in [i64::MIN, i64::MAX] {
        let shown = locale(Language::En).instant(Timestamp::from_micros(micros));
        assert!(shown.contains(", "), "{shown}");
    }
}

#[test]
fn time_that_passed_is_told_in_words() {
    let check = |seconds: i64, en: &str, ru: &str| {
        let at = instant_of(NOW).expect("an instant").plus_seconds(-seconds);
        assert_eq!(locale(Language::En).ago(at), en);
        assert_eq!(locale(Language::Ru).ago(at), ru);
    };
    check(0, "just now", "только что");
    check(-5, "just now", "только что");
    check(21, "21 seconds ago", "21 секунду назад");
    check(59, "59 seconds ago", "59 секунд назад");
    check(60, "1 minute ago", "1 минуту назад");
    check(119, "1 minute ago", "1 минуту назад");
    check(120, "2 minutes ago", "2 минуты назад");
    check(-120, "in 2 minutes", "через 2 минуты");
    check(11 * 60, "11 minutes ago", "11 минут назад");
    check(3600, "1 hour ago", "1 час назад");
    check(3 * 3600, "3 hours ago", "3 часа назад");
    check(12 * 3600, "12 hours ago", "12 часов назад");
    check(86400, "1 day ago", "1 день назад");
    check(-22 * 86400, "in 22 days", "через 22 дня");
    check(30 * 86400, "30 days ago", "30 дней назад");
    check(31 * 86400, "26 Oct 2026", "26.10.2026");
}

#[test]
fn what_lasts_is_told_in_words() {
    let since = instant_of(NOW).expect("an instant").plus_seconds(-125);
    assert_eq!(locale(Language::En).lasted(since), "2 minutes");
    assert_eq!(locale(Language::Ru).lasted(since), "2 минуты");
    let later = since.plus_seconds(1000);
    assert_eq!(locale(Language::En).lasted(later), "0 seconds");
    let long = since.plus_seconds(-400 * 86400);
    assert_eq!(locale(Language::Ru).lasted(long), "400 дней");
}
