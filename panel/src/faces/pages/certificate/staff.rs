//! A certificate on the card that staff see: the request, the proof of its names, all that was
//! issued, and what can be done.

use super::told::{self, Proof, Told};
use crate::faces::cells::Cell;
use crate::faces::deed::Deed;
use crate::faces::sheet::{Badge, Block, Step};
use crate::faces::table::{Table, TableRow};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Document;

/// The texts of it, folded.
#[derive(Template)]
#[template(path = "certificate/texts.html")]
struct Texts<'a> {
    words: Words,
    told: &'a Told,
}

/// The blocks; none where the service is something else.
pub(crate) fn blocks(visit: &Visit, document: &Document, id: &str) -> Vec<Block> {
    let Some(told) = told::read(visit, &document.root) else {
        return Vec::new();
    };
    vec![
        certificate(visit, &told, id),
        proofs(visit, &told, id),
        history(visit, &told),
    ]
}

/// What is written over everything else where somebody has to do something.
pub(crate) fn note(visit: &Visit, document: &Document) -> Option<Badge> {
    let told = told::read(visit, &document.root)?;
    told.must_act.then(|| Badge {
        color: "warn",
        text: visit.words.say("certificate-must-act"),
    })
}

fn certificate(visit: &Visit, told: &Told, id: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("certificate", words.say("certificate-title"));
    block.state(words.say("fact-status"), &told.state, &told.word);
    block.fact(words.say("fact-error"), told.message.as_str());
    block.fact(words.say("certificate-names"), told.names.join(", "));
    block.fact(words.say("certificate-until"), told.until.as_str());
    block.fact(words.say("certificate-next"), told.next.as_str());
    block.code(words.say("certificate-serial"), &told.serial);
    let kept = if told.has_key {
        "switch-on"
    } else {
        "switch-off"
    };
    block.fact(words.say("certificate-key"), words.say(kept));
    let texts = Texts { words, told };
    block.html = texts.render().unwrap_or_default();
    let of = |function: &str| Deed::of(visit, function, id);
    let called = |function: &str, text: &str| of(function).map(|deed| deed.called(words.say(text)));
    if told.is_issued() {
        let file = called("certificate.file", "certificate-file-bundle");
        block
            .deeds
            .extend(file.map(|deed| deed.with("type", "bundle")));
        block
            .deeds
            .extend(called("certificate.reissue", "certificate-anew"));
    } else {
        block
            .deeds
            .extend(called("certificate.retry", "certificate-retry"));
    }
    block
        .deeds
        .extend(called("certificate.save", "certificate-save"));
    if !told.is_issued() || told.word != "issued" {
        return block;
    }
    block
        .deeds
        .extend(called("certificate.open", "certificate-open"));
    block
}

fn proofs(visit: &Visit, told: &Told, id: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("proofs", words.say("certificate-proofs"));
    if !told.is_waiting() {
        return block;
    }
    let text = |proof: &Proof| {
        let place = match proof.way {
            "email" => words.about("certificate-letter", &proof.place),
            "http" => format!("{} — {}", proof.place, proof.value),
            _ => format!("{} {} {}", proof.place, proof.record, proof.value),
        };
        if proof.problem.is_empty() {
            return place;
        }
        format!("{place} — {}", proof.problem)
    };
    block.steps = told
        .proofs
        .iter()
        .map(|proof| Step {
            color: proof.color,
            at: proof.state.clone(),
            title: proof.name.clone(),
            text: text(proof),
        })
        .collect();
    let (function, name) = if told.has_letters() {
        ("certificate.send_dv_email", "certificate-send-again")
    } else {
        ("certificate.send_dv_dns", "certificate-check")
    };
    let again = Deed::of(visit, function, id).map(|deed| Deed {
        performs: true,
        ..deed.called(words.say(name))
    });
    block.deeds.extend(again);
    block
}

fn history(visit: &Visit, told: &Told) -> Block {
    const HEADS: [&str; 5] = [
        "certificate-serial",
        "certificate-names",
        "certificate-from",
        "certificate-until",
        "certificate-revoked-on",
    ];
    let words = visit.words;
    let mut block = Block::new("certificates", words.say("certificate-history"));
    let cell = |text: &str| Cell {
        text: text.to_owned(),
        ..Cell::default()
    };
    let rows: Vec<TableRow> = told
        .history
        .iter()
        .map(|one| TableRow {
            id: one.serial.clone(),
            address: None,
            cells: vec![
                cell(&one.serial),
                cell(&one.names),
                cell(&one.from),
                cell(&one.until),
                cell(&one.revoked),
            ],
        })
        .collect();
    block.table = (!rows.is_empty()).then(|| Table {
        heads: HEADS.map(|head| words.say(head)).into(),
        total: i64::try_from(rows.len()).unwrap_or_default(),
        rows,
        address: String::new(),
    });
    block
}
