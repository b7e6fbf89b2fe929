//! The second act: servers that bring their control panel along. The machines are those of doubles,
//! the licenses are bought from the vendor.

use super::calls::{must, pay, text, wait_for};
use super::story::{Known, Stage};
use super::teller::Teller;
use onsell::Failure;
use onsell::instance::Caller;
use onsell_doubles::vmmanager6::{Host, State};
use onsell_doubles::{Dcimanager5, Vmmanager6};
use onsell_wire::Node;

/// The vendor's tariffs, which are the internal names of the panels.
const LITE: &str = "55227";
const PRO: &str = "55228";
/// What VMmanager 6 calls Debian.
const VIRTUAL: &str = "ISPsystem__Debian-12";
/// What DCImanager 5 calls it.
const DEDICATED: &str = "ISPsystem__Debian-12-amd64";
const DAY: i64 = 24 * 3600;

/// What is sold.
struct Sold {
    virtual_servers: Vmmanager6,
    dedicated_servers: Dcimanager5,
    vps: Tariff,
    dedicated: Tariff,
    lite: String,
    pro: String,
}

struct Tariff {
    id: String,
    /// Its addon for the panel.
    panel: String,
}

/// Tells the act.
pub(super) fn tell(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let sold = teller.step(
        "servers",
        "The provider sells servers with a control panel",
        || set_up(stage, known),
    )?;
    let server = order(teller, stage, &sold)?;
    life(teller, stage, &sold, &server)?;
    pool(teller, stage, &sold)?;
    dedicated(teller, stage, &sold)
}

fn set_up(stage: &Stage, known: &Known) -> Result<(Sold, String), Failure> {
    let staff = stage.provider.staff();
    pay(&stage.vendor.staff(), &known.reseller, "1000.00")?;
    pay(&staff, &known.customer, "1000.00")?;
    let virtual_servers = Vmmanager6::start()?;
    let dedicated_servers = Dcimanager5::start()?;
    let modules = [
        (
            "vmmanager6",
            "vds",
            virtual_servers.url(),
            (virtual_servers.user(), virtual_servers.password()),
        ),
        (
            "dcimanager5",
            "dedic",
            dedicated_servers.program(),
            (dedicated_servers.user(), dedicated_servers.password()),
        ),
    ];
    let mut made = Vec::new();
    for (kind, product, url, (user, password)) in &modules {
        let parameters = [
            ("module", *kind),
            ("itemtype", *product),
            ("url", url.as_str()),
            ("username", *user),
            ("password", *password),
            ("name", *kind),
            ("department", "1"),
            ("licenseserver", known.module.as_str()),
            ("sok", "ok"),
        ];
        let module = text(&staff.call("processing.edit", &parameters)?, "id")?;
        staff.call(
            "processing.offer.import",
            &[("plid", &module), ("sok", "ok")],
        )?;
        made.push(module);
    }
    // A month of a server buys a year of its license, so that the pool has something to keep.
    let rule = [
        ("plid", known.module.as_str()),
        ("local_period", "1"),
        ("remote_period", "12"),
        ("sok", "ok"),
    ];
    staff.call("processing.customparam.edit", &rule)?;
    let lists = staff.call("enumeration", &[])?;
    let list = named(&lists, "intname", "control_panel")?;
    let values = staff.call("enumeration.item", &[("elid", &list)])?;
    let value = |intname: &str| named(&values, "intname", intname);
    let (lite, pro) = (value(LITE)?, value(PRO)?);
    let prices = [
        (value("").ok(), "0.00"),
        (Some(lite.clone()), "6.00"),
        (Some(pro.clone()), "12.00"),
    ];
    let sell = |module: &str, name: &str, intname: &str| {
        sell(&staff, (module, name, intname), &list, &prices)
    };
    let vps = sell(&made[0], "VPS 1", "Start")?;
    let dedicated = sell(&made[1], "Dedicated 1", "i7-64Gb-2x1024NVMe")?;
    let sold = Sold {
        virtual_servers,
        dedicated_servers,
        vps,
        dedicated,
        lite,
        pro,
    };
    let proven = "VMmanager 6 and DCImanager 5 make machines, their license server is the module \
                  of the vendor, and both tariffs use one list of panels"
        .to_owned();
    Ok((sold, proven))
}

/// The number of the row that says this in this column.
fn named(list: &Node, column: &str, value: &str) -> Result<String, Failure> {
    let found = list
        .children_of("elem")
        .find(|row| row.text_of(column).unwrap_or_default() == value);
    let row = found.ok_or_else(|| format!("no row has {column} {value}"))?;
    text(row, "id")
}

fn sell(
    staff: &Caller,
    (module, name, intname): (&str, &str, &str),
    list: &str,
    prices: &[(Option<String>, &str)],
) -> Result<Tariff, Failure> {
    let tariff = [
        ("processingmodule", module),
        ("name", name),
        ("intname", intname),
        ("sok", "ok"),
    ];
    let id = text(&staff.call("pricelist.add", &tariff)?, "id")?;
    let price = [("elid", id.as_str()), ("price_1", "10.00"), ("sok", "ok")];
    staff.call("pricelist.edit", &price)?;
    let addon = [
        ("plid", id.as_str()),
        ("name", "Control panel"),
        ("itemtype", "control_panel"),
        ("enumeration", list),
        ("active", "on"),
        ("sok", "ok"),
    ];
    let panel = text(&staff.call("pricelist.detail.edit", &addon)?, "id")?;
    for (item, price) in prices {
        let Some(item) = item else { continue };
        let parameters = [
            ("plid", panel.as_str()),
            ("elid", item.as_str()),
            ("active", "on"),
            ("price_1", *price),
            ("sok", "ok"),
        ];
        staff.call("pricelist.detail.item.edit", &parameters)?;
    }
    staff.call("pricelist.resume", &[("elid", &id)])?;
    Ok(Tariff { id, panel })
}

/// The customer orders a server with a panel.
fn ordered(
    stage: &Stage,
    product: &str,
    tariff: &Tariff,
    panel: &str,
    (template, recipe): (&str, &str),
) -> Result<String, Failure> {
    let addon = format!("addon_{}", tariff.panel);
    let parameters = [
        ("pricelist", tariff.id.as_str()),
        ("period", "1"),
        ("domain", "vps.example.com"),
        ("ostempl", template),
        ("recipe", recipe),
        (addon.as_str(), panel),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let function = format!("{product}.order.param");
    text(&stage.customer().call(&function, &parameters)?, "id")
}

/// The living license of a server at the vendor, as soon as it is of this tariff, and active.
fn license(stage: &Stage, server: &str, tariff: &str) -> Result<Node, Failure> {
    let name = format!("Item #{server} ");
    wait_for("the license is active at the vendor", || {
        let rows = stage.licenses_at_vendor()?;
        let is_meant = |row: &&Node| {
            row.text_of("licname")
                .is_some_and(|text| text.starts_with(&name))
                && row.text_of("pricelist_id") == Some(tariff)
                && row.text_of("status") == Some("2")
        };
        Ok(rows.iter().find(is_meant).cloned())
    })
}

/// The number of the last license that the reseller bought.
fn last_bought(stage: &Stage) -> Result<i64, Failure> {
    let rows = stage.licenses_at_vendor()?;
    let numbers = rows
        .iter()
        .filter_map(|row| row.text_of("id")?.parse().ok());
    Ok(numbers.max().unwrap_or_default())
}

/// The machine of a server.
fn machine(sold: &Sold, server: &str) -> Option<Host> {
    let suffix = format!("-{server}");
    let hosts = sold.virtual_servers.hosts();
    hosts.into_iter().find(|host| host.name.ends_with(&suffix))
}

fn order(teller: &mut Teller, stage: &Stage, sold: &Sold) -> Result<String, Failure> {
    teller.step(
        "server-ordered",
        "The customer orders a VPS with ispmanager Lite and has it installed",
        || {
            let server = ordered(
                stage,
                "vds",
                &sold.vps,
                &sold.lite,
                (VIRTUAL, "ispmanager-lite"),
            )?;
            let license = license(stage, &server, LITE)?;
            let key = text(&license, "lickey")?;
            let host = wait_for("the recipe has the key", || {
                let host = machine(sold, &server);
                let has_key = |host: &Host| {
                    let mut params = host.recipes.iter().flat_map(|run| &run.params);
                    params.any(|(_, value)| *value == key)
                };
                Ok(host.filter(has_key))
            })?;
            let ip = text(&license, "ip")?;
            must(host.state == State::Active, "the machine does not run")?;
            must(
                host.addresses().contains(&ip.as_str()),
                "the license has another address than the machine",
            )?;
            wait_for("nothing is open", || idle(stage))?;
            let made = sold.virtual_servers.with(|world| world.hosts.len());
            must(made == 1, "more than one machine was made")?;
            let proven = format!(
                "server {server} runs at {ip}; the vendor's license {} has that address, and its \
                 key {key} went to the recipe {}",
                text(&license, "id")?,
                host.recipes.first().map_or("", |run| run.recipe)
            );
            Ok((server, proven))
        },
    )
}

/// Whether nothing of servers and their licenses is unfinished.
fn idle(stage: &Stage) -> Result<Option<()>, Failure> {
    let open = stage.provider.staff().call("runningoperation", &[])?;
    let is_ours = |row: &Node| {
        let about = row.text_of("desc").unwrap_or_default();
        about.contains("VPS 1") || about.contains("Dedicated 1") || about.contains("Item #")
    };
    Ok((!open.children_of("elem").any(is_ours)).then_some(()))
}

fn life(teller: &mut Teller, stage: &Stage, sold: &Sold, server: &str) -> Result<(), Failure> {
    let (customer, staff) = (stage.customer(), stage.provider.staff());
    teller.step("panel-up", "The customer wants Pro instead", || {
        let before = last_bought(stage)?;
        let addon = format!("addon_{}", sold.vps.panel);
        let parameters = [
            ("elid", server),
            (addon.as_str(), sold.pro.as_str()),
            ("sok", "ok"),
        ];
        customer.call("vds.edit", &parameters)?;
        let license = license(stage, server, PRO)?;
        must(last_bought(stage)? == before, "another license was bought")?;
        wait_for("nothing is open", || idle(stage))?;
        Ok((
            (),
            format!(
                "the vendor changed license {} to Pro",
                text(&license, "id")?
            ),
        ))
    })?;
    teller.step("address", "The server gets another address", || {
        let ip = "198.51.100.77";
        sold.virtual_servers.with(|world| {
            for host in &mut world.hosts {
                if let Some(first) = host.ip4.first_mut() {
                    ip.clone_into(&mut first.ip);
                }
            }
        });
        staff.call("vds.edit", &[("elid", server), ("ip", ip), ("sok", "ok")])?;
        let moved = wait_for("the license has the new address", || {
            let license = license(stage, server, PRO)?;
            Ok((license.text_of("ip") == Some(ip)).then_some(license))
        })?;
        wait_for("nothing is open", || idle(stage))?;
        let id = text(&moved, "id")?;
        Ok(((), format!("the vendor's license {id} is bound to {ip}")))
    })?;
    teller.step("server-deleted", "The server is deleted", || {
        staff.call("vds.delete", &[("elid", server)])?;
        let free = wait_for("the license is back", || {
            let rows = stage.licenses_at_vendor()?;
            let is_free = |row: &&Node| row.text_of("licname") == Some("free.lic");
            Ok(rows.iter().find(is_free).cloned())
        })?;
        must(
            machine(sold, server).is_none(),
            "the machine is still there",
        )?;
        must(
            free.text_of("status") == Some("3"),
            "the license still runs",
        )?;
        let proven = format!(
            "the machine is gone; license {} is paid until {} and waits as free.lic",
            text(&free, "id")?,
            text(&free, "real_expiredate")?
        );
        Ok(((), proven))
    })
}

fn pool(teller: &mut Teller, stage: &Stage, sold: &Sold) -> Result<(), Failure> {
    let order = |days: i64| {
        stage.clock.advance_seconds(days * DAY);
        let before = last_bought(stage)?;
        let server = ordered(stage, "vds", &sold.vps, &sold.pro, (VIRTUAL, "null"))?;
        let license = license(stage, &server, PRO)?;
        wait_for("nothing is open", || idle(stage))?;
        Ok::<_, Failure>((text(&license, "id")?, last_bought(stage)? > before))
    };
    teller.step(
        "pool-rests",
        "Five days later the next server is ordered",
        || {
            let (license, is_new) = order(5)?;
            must(is_new, "nothing was bought")?;
            let proven = format!("license {license} was bought: the free one rests for a month");
            Ok(((), proven))
        },
    )?;
    teller.step("pool", "A month later, one more", || {
        let (license, is_new) = order(27)?;
        must(!is_new, "a license was bought although one is free")?;
        let proven = format!("license {license} came from the pool, and nothing was bought");
        Ok(((), proven))
    })
}

fn dedicated(teller: &mut Teller, stage: &Stage, sold: &Sold) -> Result<(), Failure> {
    teller.step(
        "dedicated",
        "A dedicated server with ispmanager Pro",
        || {
            let server = ordered(
                stage,
                "dedic",
                &sold.dedicated,
                &sold.pro,
                (DEDICATED, "null"),
            )?;
            let license = license(stage, &server, PRO)?;
            wait_for("nothing is open", || idle(stage))?;
            let ip = text(&license, "ip")?;
            let is_owned = sold.dedicated_servers.with(|world| {
                let mut machines = world.machines.iter();
                machines.any(|one| {
                    one.is_enabled && one.addresses.iter().any(|(_, address)| *address == ip)
                })
            });
            must(is_owned, "no machine has the license's address")?;
            let proven = format!(
                "server {server} runs at {ip} with license {} from the same list and the same \
                 license server",
                text(&license, "id")?
            );
            Ok(((), proven))
        },
    )
}
