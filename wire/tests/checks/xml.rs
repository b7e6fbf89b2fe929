//! An answer from a stranger is read or refused, and what was read can be written in every form.

use onsell_wire::message::{
    ActionAnswer, Balance, ChangeTariffAnswer, EditAnswer, EventPage, Identity, OrderAnswer,
    PriceListTariff, ProlongAnswer, ServiceState,
};
use onsell_wire::{Document, Format, Node, RemoteFault, Shape, decode_xml};

use super::encoded;

/// The answer says whether the input was readable.
pub fn check(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else {
        return false;
    };
    let Ok(root) = decode_xml(text) else {
        return false;
    };
    read(&root);
    for shape in [
        Shape::List,
        Shape::Form,
        Shape::Result,
        Shape::Tree,
        Shape::Error,
    ] {
        encoded::check(&Document {
            shape,
            root: root.clone(),
        });
    }
    let rows = root.children_of("elem").count();
    let list = Document {
        shape: Shape::List,
        root,
    };
    assert_eq!(
        list.encode(Format::Text).lines().count(),
        rows,
        "a row is a line"
    );
    true
}

fn read(root: &Node) {
    if let Some(fault) = RemoteFault::find(root) {
        assert!(!fault.to_string().is_empty());
    }
    if let Some(answer) = OrderAnswer::from_node(root) {
        assert!(answer.service.get() > 0);
    }
    for state in ServiceState::from_list(root)
        .into_iter()
        .chain(ServiceState::from_card(root))
    {
        assert!(state.id > 0);
        let number = state.status.number().to_string();
        assert!(
            state.status_key.starts_with(&number),
            "{}",
            state.status_key
        );
    }
    if let Some(page) = EventPage::from_node(root) {
        let again = EventPage::from_node(&page.to_document().root);
        assert_eq!(again, Some(page));
    }
    let tariffs = PriceListTariff::from_node(root);
    let again = PriceListTariff::from_node(&PriceListTariff::to_document(&tariffs).root);
    assert_eq!(again.len(), tariffs.len());
    let _ = ProlongAnswer::from_node(root);
    let _ = EditAnswer::from_node(root);
    let _ = ChangeTariffAnswer::from_node(root);
    let _ = ActionAnswer::from_node(root);
    let _ = Identity::from_node(root);
    let _ = Balance::from_node(root);
}
