//! Sizes of machines.

use onsell_wire::{Document, Fault, Params};

use crate::mgr5::{Outcome, list, must, row};

pub(super) const PRESETS: [Preset; 2] = [
    Preset {
        id: "1",
        name: "Start",
        mem: 1024,
        vcpu: 1,
        cputune: 100,
        vsize: 10_240,
    },
    Preset {
        id: "2",
        name: "Grow",
        mem: 4096,
        vcpu: 2,
        cputune: 200,
        vsize: 40_960,
    },
];

/// A size of machine.
pub(super) struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub mem: i64,
    pub vcpu: i64,
    pub cputune: i64,
    pub vsize: i64,
}

impl Preset {
    pub(super) fn find(id_or_name: &str) -> Result<&'static Self, Fault> {
        let mut presets = PRESETS.iter();
        let found = presets.find(|preset| preset.id == id_or_name || preset.name == id_or_name);
        found.ok_or_else(|| Fault::missed("preset", id_or_name))
    }
}

/// The list of them.
pub(super) fn presets() -> Document {
    let element = |preset: &Preset| row(&[("id", preset.id), ("name", preset.name)]);
    list("preset", PRESETS.iter().map(element))
}

/// The form of one.
pub(super) fn preset(params: &Params) -> Outcome {
    let preset = Preset::find(must(params, "elid")?)?;
    let mut form = Document::form("preset.edit");
    form.put("elid", preset.id);
    form.put("name", preset.name);
    form.put("mem", preset.mem.to_string());
    form.put("vcpu", preset.vcpu.to_string());
    form.put("cputune", preset.cputune.to_string());
    form.put("vsize", preset.vsize.to_string());
    Ok(form)
}
