//! Staff: clients, payments, tariffs, modules, operations, and the journal of what they did.

use crate::house::{ALICE, CLERK, ORDER, story};

#[test]
fn staff_act_for_any_account() {
    story(|house| async move {
        let id = house
            .ask(&house.admin, &format!("{ORDER}&account=1&ip=192.0.2.7"))
            .await
            .field("id");
        let row = &house.ask(CLERK, "func=soft").await.rows()[0];
        assert_eq!(row.text_of("account"), Some("1"));
        let own = &house.ask(ALICE, "func=soft").await.rows()[0];
        assert_eq!(
            (own.text_of("id"), own.text_of("account")),
            (Some(id.as_str()), None)
        );
        house
            .ask(CLERK, &format!("func=soft.suspend&elid={id}"))
            .await
            .field("ok");
        let row = &house.ask(ALICE, "func=soft").await.rows()[0];
        let status = row
            .child("item_status")
            .and_then(|cell| cell.attribute("orig"));
        assert_eq!(status, Some("3_employeesuspend"));
        // What staff stopped only staff may start (semantics 4.3).
        let refusal = house
            .ask(ALICE, &format!("func=soft.resume&elid={id}"))
            .await
            .refusal();
        assert_eq!(refusal.0, "access");
        house
            .ask(CLERK, &format!("func=soft.resume&elid={id}"))
            .await
            .field("ok");
        let no_account = house.ask(CLERK, ORDER).await.refusal();
        assert_eq!(no_account, ("value".to_owned(), "account".to_owned()));
        let nobody = house
            .ask(CLERK, &format!("{ORDER}&account=77"))
            .await
            .refusal();
        assert_eq!(nobody, ("missed".to_owned(), "account".to_owned()));
    });
}

#[test]
fn clients_are_added_and_changed() {
    story(|house| async move {
        let add = "func=account.edit&sok=ok&name=Carol&username=carol&passwd=first&realname=Carol+C\
                   &language=ru&credit_limit=20";
        let id = house.ask(CLERK, add).await.field("id");
        let form = house
            .ask(CLERK, &format!("func=account.edit&elid={id}"))
            .await;
        assert_eq!(form.field("credit_limit"), "20.00");
        assert_eq!(form.field("username"), "carol");
        assert!(!form.text.contains("first"), "{}", form.text);
        let who = house.ask("carol:first", "func=whoami").await;
        assert_eq!(who.xml().attribute("lang"), Some("ru"));
        // The limit pays three orders of six.
        for ip in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            house
                .ask("carol:first", &format!("{ORDER}&ip={ip}"))
                .await
                .field("id");
        }
        let refusal = house.ask("carol:first", ORDER).await.refusal();
        assert_eq!(refusal.0, "not_enough_money");
        let again = house.ask(CLERK, add).await.refusal();
        assert_eq!(again.0, "exists");
        let change = format!("func=account.edit&sok=ok&elid={id}&passwd=second&active=off");
        house.ask(CLERK, &change).await.field("ok");
        assert_eq!(
            house.ask("carol:first", "func=whoami").await.refusal().0,
            "auth"
        );
        assert_eq!(house.ask("carol:second", ORDER).await.refusal().0, "access");
        let nameless = house
            .ask(CLERK, "func=account.edit&sok=ok&username=dave")
            .await
            .refusal();
        assert_eq!(nameless, ("value".to_owned(), "passwd".to_owned()));
    });
}

#[test]
fn payments_are_credited_once() {
    story(|house| async move {
        let add = "func=payment.add&sok=ok&su=alice@example.com&amount=12.50&note=cash";
        let id = house.ask(CLERK, add).await.field("id");
        let balance = async || {
            let rows = house.ask(ALICE, "func=dashboard.info").await.rows();
            rows[0].text_of("balance").unwrap_or_default().to_owned()
        };
        assert_eq!(balance().await, "100.00 EUR");
        house
            .ask(CLERK, &format!("func=payment.setpaid&elid={id}"))
            .await
            .field("ok");
        assert_eq!(balance().await, "112.50 EUR");
        let twice = house
            .ask(CLERK, &format!("func=payment.setpaid&elid={id}"))
            .await
            .refusal();
        assert_eq!(twice.0, "value");
        assert_eq!(balance().await, "112.50 EUR");
        let paid = house.ask(ALICE, "func=payment&filter=on&status=4").await;
        assert_eq!(paid.field("p_elems"), "2");
        assert_eq!(
            house.ask(ALICE, "func=payment&p_cnt=1").await.rows().len(),
            1
        );
        let early = "func=payment&filter=on&createdate=other&createdateend=2020-01-01";
        assert_eq!(house.ask(ALICE, early).await.field("p_elems"), "0");
        for amount in ["0", "-5", "many", ""] {
            let query = format!("func=payment.add&sok=ok&account=1&amount={amount}");
            let refusal = house.ask(CLERK, &query).await.refusal();
            assert_eq!(
                refusal,
                ("value".to_owned(), "amount".to_owned()),
                "{amount}"
            );
        }
    });
}

#[test]
fn tariffs_are_priced_and_switched() {
    story(|house| async move {
        let admin = house.admin.clone();
        let edit =
            "func=pricelist.edit&elid=55227&sok=ok&price_1=7.50&setup_1=1&renewal_1=7&price_3=20";
        house.ask(&admin, edit).await.field("ok");
        let form = house.ask(&admin, "func=pricelist.edit&elid=55227").await;
        let check = |name: &str, expect: &str| assert_eq!(form.field(name), expect, "{name}");
        check("price_1", "7.50");
        check("setup_1", "1.00");
        check("renewal_1", "7.00");
        check("price_3", "20.00");
        check("price_12", "60.00");
        let order = house.ask(ALICE, ORDER).await;
        assert_eq!(order.field("charged"), "8.50 EUR");
        let id = order.field("id");
        let preview = house
            .ask(ALICE, &format!("func=service.prolong&elid={id}"))
            .await;
        assert_eq!(preview.field("cost"), "7.00 EUR");
        house
            .ask(&admin, "func=pricelist.suspend&elid=55227, 55228")
            .await
            .field("ok");
        let refusal = house.ask(ALICE, ORDER).await.refusal();
        assert_eq!(refusal, ("value".to_owned(), "pricelist".to_owned()));
        let bad = house
            .ask(&admin, "func=pricelist.edit&elid=55227&sok=ok&price_121=1")
            .await;
        assert_eq!(bad.refusal(), ("value".to_owned(), "price_121".to_owned()));
        let list = house.ask(CLERK, "func=pricelist").await;
        assert_eq!(list.field("p_elems"), "6");
    });
}

#[test]
fn modules_are_listed_checked_and_not_saved_unconnected() {
    story(|house| async move {
        let admin = house.admin.clone();
        let modules = house.ask(CLERK, "func=processing").await.rows();
        assert_eq!(modules[0].text_of("module"), Some("license"));
        let id = modules[0].text_of("id").unwrap_or_default();
        let report = house
            .ask(&admin, &format!("func=processing.check&elid={id}"))
            .await;
        assert_eq!(report.field("works"), "on");
        let add = "func=processing.edit&sok=ok&module=BILLmanager&itemtype=soft&name=Up\
                   &url=https://up.example&username=u&password=up-secret";
        let answer = house.ask(&admin, add).await;
        assert_eq!(answer.refusal(), ("client".to_owned(), "open".to_owned()));
        assert!(!answer.text.contains("up-secret"), "{}", answer.text);
        assert_eq!(house.ask(CLERK, "func=processing").await.rows().len(), 1);
        let rename = format!("func=processing.edit&sok=ok&elid={id}&name=Stock");
        house.ask(&admin, &rename).await.field("ok");
        let form = house
            .ask(&admin, &format!("func=processing.edit&elid={id}"))
            .await;
        assert_eq!(
            (form.field("name"), form.field("active")),
            ("Stock".to_owned(), "on".to_owned())
        );
        let missing = house
            .ask(&admin, "func=processing.check&elid=99")
            .await
            .refusal();
        assert_eq!(missing.0, "missed");
        let offer = format!("func=pricelist.import&processingmodule={id}");
        assert_eq!(house.ask(&admin, &offer).await.refusal().0, "value");
    });
}

#[test]
fn operations_and_tasks_are_listed() {
    story(|house| async move {
        // Licenses are made at once, so nothing is left to do.
        house.license("192.0.2.1").await;
        assert_eq!(
            house
                .ask(CLERK, "func=runningoperation")
                .await
                .field("p_elems"),
            "0"
        );
        assert_eq!(
            house
                .ask(CLERK, "func=task&filter=on&status=0")
                .await
                .field("p_elems"),
            "0"
        );
        for function in ["runningoperation.edit", "runningoperation.start"] {
            let refusal = house
                .ask(CLERK, &format!("func={function}&elid=99"))
                .await
                .refusal();
            assert_eq!(
                refusal,
                ("missed".to_owned(), "runningoperation".to_owned())
            );
        }
        assert_eq!(
            house.ask(CLERK, "func=checkevent").await.field("sellers"),
            "0"
        );
        for list in [
            "itemtype",
            "currency",
            "project",
            "datacenter",
            "department",
        ] {
            let answer = house.ask(ALICE, &format!("func={list}")).await;
            assert_eq!(
                answer.field("p_elems"),
                answer.rows().len().to_string(),
                "{list}"
            );
        }
    });
}

#[test]
fn what_staff_do_is_noted() {
    story(|house| async move {
        let admin = house.admin.clone();
        house
            .ask(&admin, &format!("{ORDER}&account=1"))
            .await
            .field("id");
        house
            .ask(&admin, "func=service.prolong&elid=1&period=1&sok=ok")
            .await
            .field("ok");
        house
            .ask(&admin, "func=soft.suspend&elid=1")
            .await
            .field("ok");
        house
            .ask(&admin, "func=pricelist.suspend&elid=55227")
            .await
            .field("ok");
        let noted = house.engine.read(|scope| {
            let sql = "SELECT function FROM journal WHERE user_id = 1 ORDER BY id";
            let rows = scope.tx.rows(sql, &[])?;
            let names: onsell_store::Result<Vec<String>> =
                rows.into_iter().map(|row| row.read().next()).collect();
            Ok(names?)
        });
        let noted = noted.expect("readable");
        assert_eq!(
            noted,
            [
                "order.param",
                "service.prolong",
                "suspend",
                "pricelist.suspend"
            ]
        );
    });
}

#[test]
fn what_staff_do_leaves_one_line_with_the_objects_and_without_a_secret() {
    story(|house| async move {
        // A use case without a line of its own.
        let before = house.journal(100).len();
        let own = "func=usrparam&sok=ok&realname=C&old_passwd=clerk-secret&passwd=hush-hush";
        house.ask(CLERK, own).await.field("ok");
        assert_eq!(
            house.journal(100)[..house.journal(100).len() - before],
            ["4 usrparam  "]
        );
        let clerk = "clerk:hush-hush";
        let session = house.sign_in(clerk).await;
        let filter = format!("func=account.filter&sok=ok&name=x&auth={session}");
        house.post(&filter).await.field("ok");
        assert_eq!(house.journal(1), ["4 account.filter  "]);
        // One with a line of its own, and the same as a customer.
        let id = house.license("192.0.2.9").await;
        let before = house.journal(100).len();
        let edit = format!("func=soft.edit&sok=ok&elid={id}&licname=new&su=alice@example.com");
        house.ask(clerk, &edit).await.field("ok");
        assert_eq!(house.journal(100).len(), before + 1);
        let line = house.journal(1).remove(0);
        assert!(line.starts_with(&format!("4 soft.edit {id} ")), "{line}");
        assert!(line.ends_with("as alice@example.com"), "{line}");
        let stop = format!("func=soft.suspend&elid={id}");
        house.ask(clerk, &stop).await.field("ok");
        assert_eq!(house.journal(100).len(), before + 2);
        // What a customer does is no business of the journal, nor is what was refused.
        house.ask(ALICE, &stop).await;
        house.ask(clerk, "func=soft.suspend&elid=999").await;
        assert_eq!(house.journal(100).len(), before + 2);
        let all = house.journal(100).join("\n");
        assert!(!all.contains("hush") && !all.contains(&session), "{all}");
    });
}
