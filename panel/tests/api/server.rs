//! Servers as products: what an order chooses, and what can be done to one.

use crate::house::{ALICE, BOB, CLERK, House, story};
use onsell_domain::ModuleId;
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_wire::Node;

/// A tariff whose modules drive machines, with what they offer.
struct Shop {
    tariff: String,
    addon: String,
    lite: String,
}

fn offer(module: i64, kind: &str, intname: &str, tags: &str, installs_panel: bool) -> ModuleOffer {
    ModuleOffer {
        module: ModuleId::new(module),
        kind: kind.to_owned(),
        intname: intname.to_owned(),
        name: format!("The {intname}"),
        tags: tags.to_owned(),
        installs_panel,
        is_there: true,
        active: true,
    }
}

impl Shop {
    /// Servers of a module that has never been asked anything.
    fn open(house: &House) -> Self {
        let root = |query: &str, field: &str| house.root(&format!("{query}&sok=ok")).field(field);
        let (module, order) = house.server_order();
        let number: i64 = module.parse().expect("a number");
        let offers = [
            offer(number, "template", "debian", "linux debian", false),
            offer(number, "template", "windows", "windows", false),
            offer(number, "template", "gone", "linux", false),
            offer(number, "recipe", "panel", "debian", true),
            offer(number, "recipe", "tool", "linux", false),
        ];
        let write = move |scope: &mut onsell_engine::Scope<'_>| {
            const DRIVES: &str = "
                UPDATE processing_module SET kind = 'vmmanager6', license_server = 1 WHERE id = $1";
            scope.tx.exec(DRIVES, &[number.into()])?;
            for offer in &offers {
                module_offer::keep(scope.tx, offer)?;
            }
            let gone = ModuleOffer {
                active: false,
                ..offers[2].clone()
            };
            module_offer::edit(scope.tx, &gone)?;
            Ok(())
        };
        house.engine.write(None, write).expect("it can be written");
        let tariff = order.split("pricelist=").nth(1).expect("a tariff");
        let tariff = tariff.split('&').next().expect("a number").to_owned();
        let panels = root("func=enumeration.edit&name=Panels", "id");
        let value = |name: &str, intname: &str| {
            let query = "func=enumeration.item.edit&plid";
            root(
                &format!("{query}={panels}&name={name}&intname={intname}"),
                "id",
            )
        };
        let (without, lite) = (value("Without", ""), value("Lite", "55227"));
        let addon = format!(
            "func=pricelist.detail.edit&plid={tariff}&name=Panel&itemtype=control_panel\
             &enumeration={panels}&default={without}&active=on"
        );
        let addon = root(&addon, "id");
        for item in [&without, &lite] {
            let query = "func=pricelist.detail.item.edit&active=on&price_1=1";
            root(&format!("{query}&plid={addon}&elid={item}"), "id");
        }
        Self {
            tariff,
            addon,
            lite,
        }
    }

    fn order(&self, more: &str) -> String {
        let tariff = &self.tariff;
        format!("func=vds.order.param&pricelist={tariff}&period=1&skipbasket=on&sok=ok&{more}")
    }
}

/// What is known of the newest server: name, template, recipe, whether it installs the panel.
fn newest(house: &House) -> String {
    let read = |scope: &mut onsell_engine::Scope<'_>| {
        const NEWEST: &str = "
            SELECT domain, template, recipe, installs_panel FROM server
            ORDER BY service DESC LIMIT 1";
        let mut row = scope.tx.rows(NEWEST, &[])?.remove(0).read();
        let texts: (String, String, String) = (row.next()?, row.next()?, row.next()?);
        let installs: bool = row.next()?;
        Ok(format!("{} {} {} {installs}", texts.0, texts.1, texts.2))
    };
    house.engine.read(read).expect("readable")
}

fn count(house: &House) -> i64 {
    let read = |scope: &mut onsell_engine::Scope<'_>| {
        const ALL: &str = "SELECT (SELECT COUNT(*) FROM server) + (SELECT COUNT(*) FROM service)";
        scope.tx.rows(ALL, &[])?.remove(0).read().next()
    };
    house
        .engine
        .read(move |scope| Ok(read(scope)?))
        .expect("readable")
}

fn keys(form: &Node, name: &str) -> Vec<String> {
    let lists = form.children_of("slist");
    let list = lists
        .into_iter()
        .find(|list| list.attribute("name") == Some(name));
    let values = list.expect("the list is there").children_of("val");
    values
        .map(|value| {
            let of = value.attribute("depend").map(|of| format!(" of {of}"));
            let key = value.attribute("key").unwrap_or_default();
            format!("{key}{}", of.unwrap_or_default())
        })
        .collect()
}

#[test]
fn an_order_says_what_is_installed() {
    story(|house| async move {
        let shop = Shop::open(&house);
        let before = count(&house);
        let check = async |more: &str, object: &str| {
            let refusal = house.ask(ALICE, &shop.order(more)).await.refusal();
            assert_eq!(refusal, ("value".to_owned(), object.to_owned()), "{more}");
            assert_eq!(count(&house), before, "{more}");
        };
        check("", "ostempl").await;
        check("ostempl=null", "ostempl").await;
        check("ostempl=none", "ostempl").await;
        check("ostempl=gone", "ostempl").await;
        check("ostempl=deb ian", "ostempl").await;
        check("ostempl=debian&recipe=none", "recipe").await;
        check("ostempl=windows&recipe=tool", "recipe").await;
        check("ostempl=debian&recipe=panel", "recipe").await;
        check("ostempl=debian&recipe=debian", "recipe").await;
        check("ostempl=debian&domain=-a.example", "domain").await;
        check("ostempl=debian&datacenter=77", "datacenter").await;
        check("ostempl=debian&datacenter=x", "datacenter").await;
        let lite = format!("addon_{}={}", shop.addon, shop.lite);
        let good = async |more: &str, expect: &str| {
            house.ask(ALICE, &shop.order(more)).await.field("id");
            assert_eq!(newest(&house), expect, "{more}");
        };
        good("ostempl=debian", " debian  false").await;
        good(
            "ostempl=debian&recipe=null&domain=A.Example",
            "a.example debian  false",
        )
        .await;
        good(
            "ostempl=debian&recipe=tool&datacenter=0",
            " debian tool false",
        )
        .await;
        let panel = format!("ostempl=debian&recipe=panel&{lite}");
        good(&panel, " debian panel true").await;
        // Of what a cart holds, the same is known.
        let cart = shop.order(&panel).replace("skipbasket=on&", "");
        let order = house.ask(ALICE, &cart).await.field("billorder.id");
        assert_eq!(newest(&house), " debian panel true");
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        house.ask(ALICE, &pay).await.field("ok");
        assert_eq!(newest(&house), " debian panel true");
    });
}

#[test]
fn the_form_offers_what_fits() {
    story(|house| async move {
        let shop = Shop::open(&house);
        let tariff = &shop.tariff;
        let form = format!("func=vds.order.param&pricelist={tariff}&period=1");
        let shown = house.ask(ALICE, &form).await.xml();
        assert_eq!(shown.text_of("ostempl"), Some("debian"));
        assert_eq!(shown.text_of("recipe"), Some("null"));
        assert_eq!(keys(&shown, "ostempl"), ["debian", "windows"]);
        let recipes = ["null", "panel of debian", "tool of debian"];
        assert_eq!(keys(&shown, "recipe"), recipes);
        // A tariff may choose by itself, and sell less.
        let says = |more: &str| format!("func=pricelist.edit&elid={tariff}&sok=ok&{more}");
        let wrong = async |more: &str, object: &str| {
            let refusal = house.root(&says(more)).refusal();
            assert_eq!(refusal, ("value".to_owned(), object.to_owned()), "{more}");
        };
        wrong("defaulttemplate=none", "defaulttemplate").await;
        wrong("defaultrecipe=tool", "defaultrecipe").await;
        wrong(
            "defaulttemplate=windows&defaultrecipe=tool",
            "defaultrecipe",
        )
        .await;
        wrong("defaulttemplate=debian&offersoff=debian", "defaulttemplate").await;
        let soft = "func=pricelist.edit&elid=55227&sok=ok&defaulttemplate=debian";
        assert_eq!(house.root(soft).refusal().0, "value");
        let good = "defaulttemplate=debian&defaultrecipe=panel&offersoff=tool, windows";
        house.root(&says(good)).field("ok");
        let shown = house.ask(ALICE, &form).await.xml();
        assert_eq!(keys(&shown, "ostempl"), ["debian"]);
        assert_eq!(keys(&shown, "recipe"), ["null", "panel of debian"]);
        let refusal = house.ask(ALICE, &shop.order("ostempl=windows")).await;
        assert_eq!(refusal.refusal().1, "ostempl");
        // The recipe that nobody chose waits for a panel that somebody chose.
        house.ask(ALICE, &shop.order("")).await.field("id");
        assert_eq!(newest(&house), " debian  false");
        let lite = format!("addon_{}={}", shop.addon, shop.lite);
        house.ask(ALICE, &shop.order(&lite)).await.field("id");
        assert_eq!(newest(&house), " debian panel true");
        house
            .ask(ALICE, &shop.order(&format!("{lite}&recipe=null")))
            .await
            .field("id");
        assert_eq!(newest(&house), " debian  false");
        let edit = format!("func=pricelist.edit&elid={tariff}");
        assert_eq!(house.root(&edit).field("offersoff"), "tool, windows");
        house
            .root(&says(
                "defaulttemplate=null&defaultrecipe=null&offersoff=null",
            ))
            .field("ok");
        assert_eq!(house.root(&edit).field("offersoff"), "");
    });
}

#[test]
fn a_server_is_switched_and_installed_by_its_owner() {
    story(|house| async move {
        let (_, order) = house.server_order();
        let id = house.ask(ALICE, &format!("{order}&ostempl=Any-1.0")).await;
        let id = id.field("id");
        assert_eq!(newest(&house), "a.example Any-1.0  false");
        let done = async || {
            let task = house.ask(CLERK, "func=task").await.rows();
            let task = task[0].text_of("id").expect("a task").to_owned();
            let query = format!("func=task.edit&elid={task}&status=2&ip=192.0.2.7&sok=ok");
            house.ask(CLERK, &query).await.field("ok");
        };
        let call =
            async |user: &str, what: &str| house.ask(user, &format!("func={what}&elid={id}")).await;
        // Nothing can be done before it is there; staff know what to set.
        assert_eq!(call(ALICE, "vds.stop").await.refusal().0, "locked");
        assert_eq!(call(ALICE, "vds.password").await.field("password"), "");
        let made = call(CLERK, "vds.password").await.field("newpassword");
        assert_eq!(made.len(), 20);
        done().await;
        assert_eq!(call(ALICE, "vds.password").await.field("password"), made);
        for (function, key) in [
            ("vds.stop", "2_stop"),
            ("vds.start", "2_start"),
            ("vds.reboot", "2_reboot"),
            ("vds.hardreboot", "2_reboot"),
            ("service.reboot", "2_reboot"),
        ] {
            call(ALICE, function).await.field("ok");
            let card = call(ALICE, "vds.edit").await.xml();
            let status = card.child("item_status").expect("a status");
            assert_eq!(status.attribute("orig"), Some(key), "{function}");
            assert_eq!(call(ALICE, function).await.refusal().0, "locked");
            done().await;
        }
        let wrong = async |what: &str, object: &str| {
            let refusal = call(ALICE, what).await.refusal();
            assert_eq!(refusal, ("value".to_owned(), object.to_owned()), "{what}");
        };
        wrong("vds.changepassword&password=short", "password").await;
        wrong("vds.changepassword&password=has a blank", "password").await;
        wrong("vds.reinstall&ostempl=a b", "ostempl").await;
        call(ALICE, "vds.changepassword&password=Chosen-by-me")
            .await
            .field("ok");
        assert_eq!(call(ALICE, "vds.password").await.field("password"), made);
        let to_set = call(CLERK, "vds.password").await.field("newpassword");
        assert_eq!(to_set, "Chosen-by-me");
        done().await;
        assert_eq!(
            call(ALICE, "vds.password").await.field("password"),
            "Chosen-by-me"
        );
        call(ALICE, "vds.reinstall&ostempl=Other&recipe=tool")
            .await
            .field("ok");
        done().await;
        assert_eq!(newest(&house), "a.example Other tool false");
        let again = call(ALICE, "vds.password").await.field("password");
        assert!(again != made && again.len() == 20, "{again}");
        // That staff looked is written down, what they saw is not.
        call(CLERK, "vds.password").await;
        let line = house.journal(1).remove(0);
        assert!(
            line.contains("password") && !line.contains(&again),
            "{line}"
        );
        // Others, other things, and a server that stands stopped.
        assert_eq!(call(BOB, "vds.stop").await.refusal().0, "missed");
        assert_eq!(call(BOB, "vds.password").await.refusal().0, "missed");
        assert_eq!(call(BOB, "vds.reinstall").await.refusal().0, "missed");
        assert_eq!(call(ALICE, "dedic.stop").await.refusal().0, "missed");
        assert_eq!(call(ALICE, "nothing.stop").await.refusal().0, "access");
        let license = house.license("192.0.2.1").await;
        for function in ["soft.stop", "soft.reinstall", "soft.changepassword"] {
            let query = format!("func={function}&elid={license}");
            let refusal = house.ask(ALICE, &query).await.refusal().0;
            assert_eq!(refusal, "not_supported", "{function}");
        }
        call(CLERK, "vds.suspend").await.field("ok");
        done().await;
        for user in [ALICE, CLERK] {
            assert_eq!(call(user, "vds.start").await.refusal().0, "access");
        }
    });
}

#[test]
fn an_order_goes_to_the_data_center_that_was_chosen() {
    story(|house| async move {
        let (module, order) = house.server_order();
        let root = |query: &str| house.root(&format!("{query}&sok=ok")).field("id");
        let centers = ["One", "Two", "Three"].map(|name| {
            let query = format!("func=datacenter.edit&name={name}");
            root(&query)
        });
        let second = root("func=processing.edit&module=manual&itemtype=vds&name=Second");
        for (module, place) in [(&module, 0), (&second, 1)] {
            let center = &centers[place];
            root(&format!(
                "func=processing.edit&elid={module}&datacenter={center}&orderpriority={place}"
            ));
        }
        let tariff = order.split("pricelist=").nth(1).expect("a tariff");
        let tariff = tariff.split('&').next().expect("a number");
        let serve = format!("func=pricelist.edit&elid={tariff}&processingmodule");
        root(&format!("{serve}={module}, {second}"));
        let shown = house.root(&format!("func=pricelist.edit&elid={tariff}"));
        assert_eq!(
            shown.field("processingmodule"),
            format!("{module}, {second}")
        );
        let served = async |more: &str| {
            let id = house
                .ask(ALICE, &format!("{order}{more}"))
                .await
                .field("id");
            let card = house.root(&format!("func=vds.edit&elid={id}"));
            card.field("processingmodule")
        };
        assert_eq!(served("").await, module);
        assert_eq!(served(&format!("&datacenter={}", centers[0])).await, module);
        assert_eq!(served(&format!("&datacenter={}", centers[1])).await, second);
        let nowhere = format!("{order}&datacenter={}", centers[2]);
        let refusal = house.ask(ALICE, &nowhere).await.refusal();
        assert_eq!(refusal, ("value".to_owned(), "datacenter".to_owned()));
        let form = format!("func=vds.order.param&pricelist={tariff}&period=1");
        let form = house.ask(ALICE, &form).await.xml();
        assert_eq!(keys(&form, "datacenter"), centers[..2]);
        // A module that is taken off a tariff gets no more orders of it.
        root(&format!("{serve}={second}"));
        assert_eq!(served("").await, second);
        for (modules, object) in [("1", "value"), ("77", "missed")] {
            let query = format!("{serve}={modules}&sok=ok");
            assert_eq!(house.root(&query).refusal().0, object, "{modules}");
        }
    });
}
