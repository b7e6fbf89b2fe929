//! What the double has to offer: a cluster, a node, templates, recipes and presets.

use serde_json::{Value, json};

use crate::platform::recipe::{Recipe, Template};

/// A size of machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// Processors.
    pub cpu_number: i64,
    /// Memory in MiB.
    pub ram_mib: i64,
    /// Disk in MiB.
    pub hdd_mib: i64,
}

/// The number of the one cluster.
pub const CLUSTER: i64 = 1;
/// The number of the one node.
pub const NODE: i64 = 1;

pub(super) const TEMPLATES: [Template; 4] = [
    Template {
        id: 1,
        name: "Debian-12",
        repository: "ISPsystem",
        tags: &["debian", "debian12", "linux"],
        is_for_administrators: false,
    },
    Template {
        id: 2,
        name: "AlmaLinux-9",
        repository: "ISPsystem",
        tags: &["almalinux", "almalinux9", "linux"],
        is_for_administrators: false,
    },
    Template {
        id: 3,
        name: "Windows-2022",
        repository: "ISPsystem",
        tags: &["windows"],
        is_for_administrators: false,
    },
    Template {
        id: 4,
        name: "Rescue",
        repository: "ISPsystem",
        tags: &["linux"],
        is_for_administrators: true,
    },
];

pub(super) static RECIPES: [Recipe; 4] = [
    Recipe {
        id: 1,
        name: "LAMP",
        tags: &["debian", "almalinux"],
        params: &[],
    },
    Recipe {
        id: 2,
        name: "ispmanager-lite",
        tags: &["debian12", "almalinux9"],
        params: &[("ACTIVATION_KEY", true)],
    },
    Recipe {
        id: 3,
        name: "ispmanager-pro",
        tags: &["debian12", "almalinux9"],
        params: &[("ACTIVATION_KEY", true), ("RELEASE", false)],
    },
    Recipe {
        id: 4,
        name: "IIS",
        tags: &["windows"],
        params: &[],
    },
];

pub(super) const PRESETS: [Preset; 2] = [
    Preset {
        id: 1,
        name: "Start",
        cpu_number: 1,
        ram_mib: 1024,
        hdd_mib: 10_240,
    },
    Preset {
        id: 2,
        name: "Grow",
        cpu_number: 2,
        ram_mib: 4096,
        hdd_mib: 40_960,
    },
];

pub(super) const TEMPLATE_FIELDS: [&str; 9] = [
    "id",
    "name",
    "repository",
    "tags",
    "state",
    "adminonly",
    "clusters",
    "os_group",
    "kms_supported",
];
pub(super) const PRESET_FIELDS: [&str; 5] = ["id", "name", "cpu_number", "ram_mib", "hdd_mib"];
pub(super) const CLUSTER_FIELDS: [&str; 3] = ["id", "name", "virtualization_type"];
pub(super) const NODE_FIELDS: [&str; 4] = ["id", "name", "state", "cluster"];

/// A template by its number.
pub(super) fn template(id: i64) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

/// What recipes look at in a template.
pub(super) fn tags(id: i64) -> &'static [&'static str] {
    template(id).map_or(&[], |template| template.tags)
}

/// A preset by its number.
pub(super) fn preset(id: i64) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
}

pub(super) fn template_rows() -> Vec<Value> {
    let row = |template: &Template| {
        let is_windows = template.tags.contains(&"windows");
        json!({
            "id": template.id,
            "name": template.name,
            "repository": template.repository,
            "tags": template.tags,
            "state": "active",
            "adminonly": template.is_for_administrators,
            "clusters": [CLUSTER],
            "os_group": if is_windows { "windows" } else { "linux" },
            "kms_supported": is_windows,
        })
    };
    TEMPLATES.iter().map(row).collect()
}

pub(super) fn preset_rows() -> Vec<Value> {
    let row = |preset: &Preset| {
        json!({
            "id": preset.id,
            "name": preset.name,
            "cpu_number": preset.cpu_number,
            "ram_mib": preset.ram_mib,
            "hdd_mib": preset.hdd_mib,
        })
    };
    PRESETS.iter().map(row).collect()
}

pub(super) fn cluster_rows() -> Vec<Value> {
    vec![json!({ "id": CLUSTER, "name": "main", "virtualization_type": "kvm" })]
}

pub(super) fn node_rows() -> Vec<Value> {
    vec![json!({ "id": NODE, "name": "node1", "state": "active", "cluster": { "id": CLUSTER } })]
}
