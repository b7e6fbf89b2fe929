//! What the people behind a certificate are filled in with: the user, and the payers of the
//! account, who are used again and again.

use crate::faces::choices::Choice;
use crate::faces::visit::Visit;
use onsell_wire::{Node, Params};

/// The number of companies among the kinds of payers.
const COMPANY: &str = "2";

/// The payers, and what the fields are filled in with.
pub(super) struct Filled {
    pub payers: Vec<Choice>,
    pub known: Params,
}

/// Reads it. With `fillin` what was typed gives way to the payer that is chosen.
pub(super) async fn read(visit: &Visit) -> Filled {
    let mut known = Params::default();
    user(visit, &mut known);
    let Ok(list) = visit.call("profile", &[]).await else {
        return Filled {
            payers: Vec::new(),
            known,
        };
    };
    let rows: Vec<&Node> = list.root.children_of("elem").collect();
    let id = |row: &Node| row.text_of("id").unwrap_or_default().to_owned();
    let is_company = |row: &&&Node| {
        let kind = row.child("profiletype");
        kind.and_then(|kind| kind.attribute("orig")) == Some(COMPANY)
    };
    let usual = rows.iter().find(is_company).or(rows.first());
    let chosen = visit.params.text("payer").map(str::to_owned);
    let chosen = chosen.or(usual.map(|row| id(row))).unwrap_or_default();
    let payers = rows.iter().map(|row| Choice {
        value: id(row),
        text: row.text_of("name").unwrap_or_default().to_owned(),
        is_chosen: id(row) == chosen,
    });
    let payers: Vec<Choice> = payers.collect();
    if payers.iter().any(|payer| payer.is_chosen)
        && let Ok(form) = visit.call("profile.edit", &[("elid", &chosen)]).await
    {
        payer(&form.root, &mut known);
    }
    Filled { payers, known }
}

fn user(visit: &Visit, known: &mut Params) {
    let Some(user) = &visit.frame.identity else {
        return;
    };
    let (first, last) = parted(&user.real_name);
    let says = [
        ("adm_fname", first),
        ("adm_lname", last),
        ("adm_email", &user.email),
        ("adm_phone", &user.phone),
    ];
    for (name, value) in says {
        known.set(name, value);
    }
}

/// A payer: a company is the organization, anybody else the one who decides.
fn payer(form: &Node, known: &mut Params) {
    let text = |name: &str| form.text_of(name).unwrap_or_default();
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            known.set(name, value);
        }
    };
    if text("profiletype") == COMPANY {
        put("O", text("name"));
        put("org_name", text("name"));
    } else {
        let (first, last) = parted(text("name"));
        put("adm_fname", first);
        put("adm_lname", last);
    }
    for (name, told) in [
        ("field_country", "country"),
        ("L", "city"),
        ("org_city", "city"),
        ("org_address", "address"),
        ("org_postcode", "postcode"),
        ("org_phone", "phone"),
        ("adm_phone", "phone"),
        ("adm_email", "email"),
    ] {
        put(name, text(told));
    }
}

/// The given name, and all that follows it.
fn parted(name: &str) -> (&str, &str) {
    let name = name.trim();
    name.split_once(' ')
        .map_or((name, ""), |(first, rest)| (first, rest.trim()))
}
