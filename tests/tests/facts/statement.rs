//! The statement of an account.

use onsell_store::statement;
use onsell_tests::{Twin, refusal, text, twins};
use onsell_wire::Node;

const FILL: &str = include_str!("../../../store/migrations/sqlite/0032_statement.sql");

fn statement(twin: &Twin, more: &[(&str, &str)]) -> Node {
    twin.customer_calls("statement", more)
}

fn lines(statement: &Node) -> Vec<String> {
    let fields = ["id", "amount", "balance"];
    let row = |row: &Node| {
        let kind = row.child("type").expect("a type");
        let kind = kind.attribute("orig").unwrap_or_default();
        let rest = fields.map(|field| text(row, field).to_owned());
        format!("{kind} {}", rest.join(" | "))
    };
    statement.children_of("elem").map(row).collect()
}

fn totals(statement: &Node) -> [&str; 5] {
    ["opening", "income", "outcome", "closing", "p_elems"].map(|name| text(statement, name))
}

#[test]
fn payments_and_expenses_run_to_the_balance() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.clock.advance_seconds(24 * 3600);
        let renew = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        twin.customer_calls("service.prolong", &renew);
        twin.heal();
        let refund = [("elid", "1"), ("amount", "20"), ("sok", "ok")];
        let refunded = twin.provider_staff("payment.refund", &refund);
        assert!(refunded.child("error").is_none(), "{refunded:?}");
        let all = statement(twin, &[]);
        let expect = [
            "payment 1 | 200.00 EUR | 200.00 EUR",
            "expense 2 | -8.00 EUR | 192.00 EUR",
            "expense 3 | -8.00 EUR | 184.00 EUR",
            "refund 4 | -20.00 EUR | 164.00 EUR",
        ];
        assert_eq!(lines(&all), expect);
        assert_eq!(
            totals(&all),
            ["0.00 EUR", "200.00 EUR", "36.00 EUR", "164.00 EUR", "4"]
        );
        let second = statement(twin, &[("p_cnt", "2"), ("p_num", "2")]);
        assert_eq!(lines(&second), expect[2..]);
        assert_eq!(totals(&second), totals(&all));
        let first_day = statement(twin, &[("dateto", "2026-01-10")]);
        assert_eq!(lines(&first_day), expect[..2]);
        let second_day = statement(
            twin,
            &[("datefrom", "2026-01-11"), ("dateto", "2026-01-11")],
        );
        assert_eq!(lines(&second_day), expect[2..]);
        let expect = ["192.00 EUR", "0.00 EUR", "28.00 EUR", "164.00 EUR", "2"];
        assert_eq!(totals(&second_day), expect);
        let later = statement(twin, &[("datefrom", "2026-02-01")]);
        assert_eq!(lines(&later), [""; 0]);
        assert_eq!(totals(&later)[3], "164.00 EUR");
        let staff = twin.provider_staff("statement", &[("account", &twin.customer)]);
        assert_eq!(lines(&staff), lines(&all));
        let check = |more: &[(&str, &str)], expect: &str| {
            assert_eq!(refusal(&statement(twin, more)), expect, "{more:?}");
        };
        check(&[("subaccount", "99")], "missed subaccount");
        check(
            &[("datefrom", "2026-02-01"), ("dateto", "2026-01-01")],
            "value dateto",
        );
        let nobody = twin.try_provider_staff("statement", &[]);
        assert_eq!(refusal(&nobody), "value account");
        // A database from before has the same lines after its migration.
        let from = FILL.find("UPDATE posting").expect("it fills them");
        let length = FILL[from..].find(';').expect("an end");
        let fill: &'static str = &FILL[from..from + length];
        let forget = "UPDATE posting SET balance = NULL, number = NULL, came_in = NULL";
        let again = twin.provider.engine().write(None, move |scope| {
            scope.tx.exec(forget, &[])?;
            let broken = statement::audit(scope.tx)?;
            scope.tx.exec(fill, &[])?;
            Ok((broken > 0, statement::audit(scope.tx)?))
        });
        assert_eq!(again.expect("the statements run"), (true, 0));
        assert_eq!(lines(&statement(twin, &[])), lines(&all));
    });
}
