//! Addons as fields of a form (wire 1.6): a slider for an amount, a box for yes or no, a choice for
//! a closed list.

use crate::fields::name_in;
use onsell_domain::Language;
use onsell_store::tariff::Addon;
use onsell_wire::Node;
use onsell_wire::message::pricelist::{ADDON_BOOLEAN, ADDON_ENUMERATION};

/// The page of a form with a field for each addon.
pub(super) fn page(name: &'static str, addons: &[Addon]) -> Node {
    let mut page = Node::new("page").attr("name", name);
    for addon in addons {
        let name = format!("addon_{}", addon.id);
        page.push(Node::new("field").attr("name", name).with(control(addon)));
    }
    page
}

fn control(addon: &Addon) -> Node {
    let name = format!("addon_{}", addon.id);
    match addon.value_type {
        ADDON_ENUMERATION => Node::new("select").attr("name", name),
        ADDON_BOOLEAN => Node::new("input")
            .attr("type", "checkbox")
            .attr("name", name),
        _ => Node::new("slider")
            .attr("name", name)
            .attr("min", addon.minimum.to_string())
            .attr("max", addon.maximum.to_string())
            .attr("step", addon.step.to_string()),
    }
}

/// What people call each addon.
pub(super) fn messages(addons: &[Addon], language: Language) -> impl Iterator<Item = Node> {
    addons.iter().map(move |addon| {
        let text = name_in(language, &addon.name, &addon.name_ru);
        Node::leaf("msg", text).attr("name", format!("addon_{}", addon.id))
    })
}
