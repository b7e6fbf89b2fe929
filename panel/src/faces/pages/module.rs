//! One processing module: its own fields only, its balance, its parameters and what it offers.

use super::module_fields as fields;
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::part_form::PartForm;
use crate::faces::sheet::{Badge, Block, Sheet};
use crate::faces::table::Table;
use crate::faces::visit::Visit;
use onsell_modules::{ModuleKind, Worker};
use onsell_wire::{Document, Fault, Node, Params};

/// The page of `processing.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit.call("processing.edit", &[("elid", &id)]).await?;
    let list = visit.call("processing", &[]).await?;
    let mut rows = list.root.children_of("elem");
    let row = rows.find(|row| row.text_of("id") == Some(&id));
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let kind = ModuleKind::parse(text("module"));
    let is_active = text("active") == "on";
    let language = visit.language();
    let mut sheet = Sheet {
        title: text("name").to_owned(),
        badge: Some(Badge {
            color: if is_active { "good" } else { "idle" },
            text: visit
                .words
                .say(if is_active { "switch-on" } else { "switch-off" }),
        }),
        about: kind.map_or_else(String::new, |kind| {
            format!("{} · {}", fields::name(kind, language), text("itemtype"))
        }),
        ..Sheet::default()
    };
    let problem = row
        .and_then(|row| row.text_of("problem"))
        .unwrap_or_default();
    if !problem.is_empty() {
        sheet.notes.push(Badge {
            color: "bad",
            text: problem.to_owned(),
        });
    }
    sheet.deeds = deeds(visit, kind, &id, is_active);
    sheet.left = vec![form(visit, &document, kind).await, params(visit, &id).await];
    sheet.right = vec![balance(visit, row), offers(visit, kind, &id).await];
    sheet.show(visit)
}

fn deeds(visit: &Visit, kind: Option<ModuleKind>, id: &str, is_active: bool) -> Vec<Deed> {
    let words = visit.words;
    let of = |function: &str| Deed::of(visit, function, id);
    let worker = kind.map(|kind| kind.capabilities().worker);
    let is_remote = matches!(
        worker,
        Some(Worker::Seller | Worker::Machines | Worker::Issuer)
    );
    let mut deeds = Vec::new();
    if is_remote {
        let check = of("processing.check").map(|deed| deed.called(words.say("form-check")));
        deeds.extend(check.map(|deed| Deed {
            performs: false,
            ..deed.primary()
        }));
    }
    if worker == Some(Worker::Seller) {
        deeds.extend(of("processing.sync"));
        let record = of("processing.record").map(|deed| deed.called(words.say("module-record")));
        deeds.extend(record.map(|deed| deed.with("minutes", "30")));
        let import = visit.may("pricelist.import").map(|_| Deed {
            function: "pricelist.import".to_owned(),
            text: words.say("module-import"),
            params: vec![("processingmodule".to_owned(), id.to_owned())],
            ..Deed::default()
        });
        deeds.extend(import);
    }
    if kind == Some(ModuleKind::OwnCa) {
        deeds.push(Deed {
            function: "certificate.root".to_owned(),
            text: words.say("module-root"),
            params: vec![("elid".to_owned(), id.to_owned())],
            ..Deed::default()
        });
    }
    deeds.extend(of(if is_active {
        "processing.suspend"
    } else {
        "processing.resume"
    }));
    deeds.extend(of("processing.delete"));
    deeds
}

/// The fields of its kind.
async fn form(visit: &Visit, document: &Document, kind: Option<ModuleKind>) -> Block {
    let mut block = Block::new("settings", visit.words.say("module-settings"));
    let Some(kind) = kind else { return block };
    let mut names = vec!["name"];
    names.extend(fields::connection(kind));
    let details = fields::details(kind);
    names.extend(details.into_iter().filter(|name| *name != "name"));
    let save = visit.words.say("form-save");
    let form = PartForm::of(visit, "processing.edit", document, &names, save).await;
    block.form = form.map(|mut form| {
        fields::plainly(&mut form.fields, kind, visit.language());
        form.wide()
    });
    block
}

/// Which periods are ordered for which, and the like.
async fn params(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("params", visit.words.say("module-params"));
    let columns = [
        "param",
        "local_period",
        "remote_period",
        "value",
        "pricelist",
    ];
    let of = [("elid", id)];
    block.table = Table::read(visit, "processing.customparam", &of, &columns).await;
    let add = visit.may("processing.customparam.edit").map(|_| Deed {
        function: "processing.customparam.edit".to_owned(),
        text: visit.words.say("verb-add"),
        params: vec![("plid".to_owned(), id.to_owned())],
        ..Deed::default()
    });
    block.deeds.extend(add);
    block
}

/// The balance at the seller, until when it covers, and when it was read.
fn balance(visit: &Visit, row: Option<&Node>) -> Block {
    let words = visit.words;
    let mut block = Block::new("balance", words.say("dashboard-balance"));
    let Some(row) = row else { return block };
    let id = row.text_of("id").unwrap_or_default();
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let wire = |name: &str| visit.locale.wire(text(name));
    block.fact(words.say("dashboard-balance"), wire("balance"));
    block.fact(words.say("module-available"), wire("available"));
    block.fact(words.say("dashboard-covered"), wire("coveredto"));
    block.fact(
        words.say("dashboard-read"),
        super::when(visit, text("balance_date")),
    );
    block.fact(words.say("module-services"), text("pusage"));
    if !text("balance").is_empty() {
        let read = Deed::of(visit, "processing.checkbalance", id);
        let read = read.map(|deed| deed.called(words.say("module-read")));
        block.deeds.extend(read);
        let params: Params = [("elid".to_owned(), id.to_owned())].into_iter().collect();
        let forecast = Visit::address("processing.forecast", &params);
        block.link(
            words.say("module-forecast"),
            &words.say("module-forecast-show"),
            forecast,
        );
    }
    block
}

/// What a system that drives machines offers: templates, recipes.
async fn offers(visit: &Visit, kind: Option<ModuleKind>, id: &str) -> Block {
    let mut block = Block::new("offers", visit.words.say("verb-offer"));
    let worker = kind.map(|kind| kind.capabilities().worker);
    if worker != Some(Worker::Machines) {
        return block;
    }
    let columns = ["name", "kind", "active"];
    block.table = Table::read(visit, "processing.offer", &[("elid", id)], &columns).await;
    let import = Deed::of(visit, "processing.offer.import", id);
    block
        .deeds
        .extend(import.map(|deed| deed.called(visit.words.say("verb-import"))));
    block
}

/// The page of `processing.check`: what was looked at, in the color of what was found.
pub(crate) async fn check(visit: &Visit) -> Result<Shown, Fault> {
    let words = visit.words;
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let params: Params = [("elid".to_owned(), id.clone())].into_iter().collect();
    let document = visit.look("processing.check", params).await?;
    let works = document.root.text_of("works") == Some("on");
    let name = if works {
        "module-works"
    } else {
        "module-fails"
    };
    let mut sheet = Sheet {
        title: visit
            .declaration()
            .map_or("", |found| found.title.get(visit.language()))
            .to_owned(),
        badge: Some(Badge {
            color: if works { "good" } else { "bad" },
            text: words.say(name),
        }),
        ..Sheet::default()
    };
    let again = Deed::of(visit, "processing.check", &id);
    sheet.deeds.extend(again.map(|deed| Deed {
        performs: false,
        ..deed.called(words.say("module-again")).primary()
    }));
    let back = Deed::of(visit, "processing.edit", &id);
    let back = back.map(|deed| deed.called(words.say("module-back")));
    sheet.deeds.extend(back);
    let mut block = Block::new("findings", words.say("module-findings"));
    for row in document.root.children_of("elem") {
        let text = |name: &str| row.text_of(name).unwrap_or_default();
        block.steps.push(crate::faces::sheet::Step {
            color: match (text("ok"), text("status")) {
                ("off", _) => "bad",
                (_, "warning" | "hint" | "note") => "warn",
                _ => "good",
            },
            at: String::new(),
            title: text("text").to_owned(),
            text: String::new(),
        });
    }
    sheet.left.push(block);
    sheet.show(visit)
}
