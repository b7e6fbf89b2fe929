//! The catalogue, modules and the journal as administrators keep them.

use crate::house::{ALICE, CLERK, story};
use std::collections::BTreeSet;

#[test]
fn small_tables_are_made_and_changed() {
    story(|house| async move {
        let admin = house.admin.clone();
        let save = async |query: &str| house.ask(&admin, query).await.field("id");
        let brand = "func=project.edit&name=Second&currency=USD&site=https://b.example&sok=ok";
        assert_eq!(save(brand).await, "2");
        let form = house.ask(&admin, "func=project.edit&elid=2").await;
        assert_eq!(form.field("currency"), "USD");
        assert_eq!(form.field("site"), "https://b.example");
        let refusal = house
            .ask(&admin, "func=project.edit&elid=2&currency=EUR&sok=ok")
            .await
            .refusal();
        assert_eq!(refusal, ("value".to_owned(), "currency".to_owned()));
        assert_eq!(save("func=department.edit&name=Night&sok=ok").await, "2");
        save("func=department.edit&elid=2&active=off&sok=ok").await;
        let form = house.ask(&admin, "func=department.edit&elid=2").await;
        assert_eq!(
            (form.field("name"), form.field("active")),
            ("Night".into(), "off".into())
        );
        assert_eq!(
            save("func=datacenter.edit&name=North&externalid=n1&sok=ok").await,
            "1"
        );
        assert_eq!(
            save("func=currency.edit&iso=PLN&code=985&name=Zloty&sok=ok").await,
            "985"
        );
        let again = house
            .ask(
                &admin,
                "func=currency.edit&iso=PLN&code=1985&name=Zloty&sok=ok",
            )
            .await;
        assert_eq!(again.refusal().0, "exists");
        let kind = "func=itemtype.edit&intname=game&name=Games&trialtype=service&sok=ok";
        let kind = save(kind).await;
        let form = house
            .ask(&admin, &format!("func=itemtype.edit&elid={kind}"))
            .await;
        assert_eq!(form.field("trialtype"), "service");
        assert_eq!(house.ask(&admin, "func=game").await.field("p_elems"), "0");
        for wrong in ["pricelist", "Upper", "soft"] {
            let query = format!("func=itemtype.edit&intname={wrong}&name=x&sok=ok");
            house.ask(&admin, &query).await.refusal();
        }
        for function in ["project", "department", "datacenter", "currency"] {
            let missing = house
                .ask(&admin, &format!("func={function}.edit&elid=77"))
                .await;
            assert_eq!(
                missing.refusal(),
                ("missed".to_owned(), function.to_owned())
            );
            let clerk = house
                .ask(CLERK, &format!("func={function}.edit&name=x&sok=ok"))
                .await;
            assert_eq!(clerk.refusal().0, "access");
        }
    });
}

#[test]
fn what_nobody_uses_is_deleted_and_what_somebody_uses_stays() {
    story(|house| async move {
        let admin = house.admin.clone();
        house.license("192.0.2.1").await;
        for used in [
            "func=pricelist.delete&elid=55227",
            "func=processing.delete&elid=1",
        ] {
            let refusal = house.ask(&admin, used).await.refusal();
            assert_eq!(refusal, ("value".to_owned(), "elid".to_owned()), "{used}");
        }
        let new = "func=processing.add&module=manual&itemtype=vds&name=By hand&sok=ok";
        let module = house.ask(&admin, new).await.field("id");
        house
            .ask(&admin, &format!("func=processing.suspend&elid={module}"))
            .await
            .field("ok");
        let form = house
            .ask(&admin, &format!("func=processing.edit&elid={module}"))
            .await;
        assert_eq!(form.field("active"), "off");
        let new = format!("func=pricelist.add&processingmodule={module}&name=Server&sok=ok");
        let tariff = house.ask(&admin, &new).await.field("id");
        let list = "func=enumeration.edit&name=Systems&sok=ok";
        let list = house.ask(&admin, list).await.field("id");
        let value = format!("func=enumeration.item.edit&plid={list}&name=Linux&sok=ok");
        let value = house.ask(&admin, &value).await.field("id");
        let addon = format!(
            "func=pricelist.detail.edit&plid={tariff}&name=System&addontype=3&enumeration={list}&sok=ok"
        );
        let addon = house.ask(&admin, &addon).await.field("id");
        house
            .ask(
                &admin,
                &format!("func=pricelist.detail.suspend&elid={addon}"),
            )
            .await
            .field("ok");
        let refusal = house
            .ask(&admin, &format!("func=enumeration.delete&elid={list}"))
            .await;
        assert_eq!(refusal.refusal().0, "value");
        for done in [
            format!("func=enumeration.item.delete&elid={value}"),
            format!("func=pricelist.detail.delete&elid={addon}"),
            format!("func=enumeration.delete&elid={list}"),
            format!("func=pricelist.delete&elid={tariff}"),
            format!("func=processing.delete&elid={module}"),
        ] {
            house.ask(&admin, &done).await.field("ok");
            let again = house.ask(&admin, &done).await.refusal();
            assert_eq!(again.0, "missed", "{done}");
        }
    });
}

#[test]
fn the_journal_tells_who_did_what() {
    story(|house| async move {
        let admin = house.admin.clone();
        house
            .ask(&admin, "func=pricelist.suspend&elid=55227")
            .await
            .field("ok");
        house
            .ask(&admin, "func=pricelist.resume&elid=55227")
            .await
            .field("ok");
        let lines = |query: &str| format!("func=journal&filter=on&{query}");
        let all = house.ask(&admin, &lines("object=55227&userid=1")).await;
        assert_eq!(all.field("p_elems"), "2");
        let one = house
            .ask(&admin, &lines("function=pricelist.suspend&p_cnt=1"))
            .await;
        assert_eq!(one.field("p_elems"), "1");
        let none = house.ask(&admin, &lines("dateend=2001-01-01")).await;
        assert_eq!(none.field("p_elems"), "0");
        // It was switched on when the house was made.
        let history = house.ask(&admin, "func=pricelist.history&elid=55227").await;
        assert_eq!(history.field("p_elems"), "3");
        for user in [ALICE, CLERK] {
            assert_eq!(house.ask(user, "func=journal").await.refusal().0, "access");
        }
    });
}

#[test]
fn staff_change_a_service_here_only() {
    story(|house| async move {
        let admin = house.admin.clone();
        let id = house.license("192.0.2.1").await;
        let other = house.license("192.0.2.2").await;
        let set = format!("func=service.setlocal&elid={id}&sok=ok");
        let all = "licname=ours&ip=192.0.2.9&lickey=OLD-1&expiredate=2027-01-02&price=3.50";
        house.ask(&admin, &format!("{set}&{all}")).await.field("ok");
        let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
        for (name, expect) in [
            ("licname", "ours"),
            ("ip", "192.0.2.9"),
            ("lickey", "OLD-1"),
            ("expiredate", "2027-01-02"),
            ("item_cost", "3.5000"),
        ] {
            assert_eq!(card.field(name), expect);
        }
        for (wrong, kind) in [
            ("ip=192.0.2.2", "exists"),
            ("ip=nowhere", "value"),
            ("price=-1", "value"),
        ] {
            let refusal = house.ask(&admin, &format!("{set}&{wrong}")).await.refusal();
            assert_eq!(refusal.0, kind, "{wrong}");
        }
        for user in [ALICE, CLERK] {
            assert_eq!(house.ask(user, &set).await.refusal().0, "access");
        }
        // From our stock to staff and back; the address that it had meanwhile is another's now.
        let new = "func=processing.add&module=manual&itemtype=soft&name=By hand&sok=ok";
        let module = house.ask(&admin, new).await.field("id");
        let give = |service: &str, module: &str| {
            format!("func=service.setmodule&elid={service}&module={module}")
        };
        house.ask(&admin, &give(&id, &module)).await.field("ok");
        let moved = format!("func=service.setlocal&elid={other}&ip=192.0.2.9");
        house.ask(&admin, &moved).await.field("ok");
        let refusal = house.ask(&admin, &give(&id, "1")).await.refusal();
        assert_eq!(refusal, ("exists".to_owned(), "ip".to_owned()));
        house
            .ask(&admin, &format!("func=soft.suspend&elid={id}"))
            .await
            .field("ok");
        let locked = house.ask(&admin, &give(&id, "1")).await.refusal();
        assert_eq!(locked.0, "locked");
    });
}

#[test]
fn a_payment_is_changed_or_cancelled_until_it_is_credited() {
    story(|house| async move {
        let new = "func=payment.add&account=1&amount=10&sok=ok";
        let id = house.ask(CLERK, new).await.field("id");
        let edit = format!("func=payment.edit&elid={id}");
        house
            .ask(CLERK, &format!("{edit}&amount=12.50&note=late&sok=ok"))
            .await
            .field("ok");
        let form = house.ask(CLERK, &edit).await;
        assert_eq!(
            (form.field("amount"), form.field("note")),
            ("12.50".into(), "late".into())
        );
        house
            .ask(CLERK, &format!("func=payment.delete&elid={id}"))
            .await
            .field("ok");
        for late in [
            format!("func=payment.setpaid&elid={id}"),
            format!("func=payment.delete&elid={id}"),
            format!("{edit}&amount=1&sok=ok"),
        ] {
            assert_eq!(house.ask(CLERK, &late).await.refusal().0, "value", "{late}");
        }
        assert_eq!(house.ask(ALICE, &edit).await.refusal().0, "access");
    });
}

#[test]
fn no_product_type_takes_the_name_of_functions() {
    story(|house| async move {
        let names: BTreeSet<&str> = house
            .panel
            .registry()
            .declarations()
            .filter_map(|declaration| declaration.name.split('.').next())
            .filter(|name| *name != "T")
            .collect();
        for name in names {
            let new = format!("func=itemtype.edit&intname={name}&name=New&sok=ok");
            let refusal = house.ask(&house.admin, &new).await.refusal();
            assert!(["value", "exists"].contains(&refusal.0.as_str()), "{name}");
        }
    });
}

#[test]
fn an_authority_of_our_own_is_made_when_it_is_added() {
    story(|house| async move {
        let admin = house.admin.clone();
        let new = "func=itemtype.edit&intname=certificate&name=Certificates&sok=ok";
        house.ask(&admin, new).await;
        let new = "func=processing.add&module=ownca&itemtype=certificate&name=House CA";
        for wrong in ["validity_days=0", "ca_certificate=none", "password=none"] {
            let refusal = house
                .ask(&admin, &format!("{new}&{wrong}&sok=ok"))
                .await
                .refusal();
            assert_eq!(refusal.0, "client", "{wrong}");
        }
        let added = house
            .ask(&admin, &format!("{new}&suffixes=example.org&sok=ok"))
            .await;
        let edit = format!("func=processing.edit&elid={}", added.field("id"));
        let form = house.ask(&admin, &edit).await;
        let root = form.field("ca_certificate");
        assert!(root.starts_with("-----BEGIN CERTIFICATE-----"), "{root}");
        assert_eq!(form.field("suffixes"), "example.org");
        assert_eq!(form.field("validity_days"), "90");
        // What is changed keeps the authority; what does not fit it is not saved.
        house
            .ask(&admin, &format!("{edit}&validity_days=30&sok=ok"))
            .await
            .field("ok");
        let form = house.ask(&admin, &edit).await;
        assert_eq!(form.field("ca_certificate"), root);
        assert_eq!(form.field("validity_days"), "30");
        let wrong = format!("{edit}&password=none&sok=ok");
        assert_eq!(house.ask(&admin, &wrong).await.refusal().0, "client");
    });
}
