//! A repeated request: the same order key gets the answer that it got before.

use crate::{Result, Scope};
use onsell_domain::{OperationKind, OperationState as State, Text};
use onsell_store::operation::{self, Operation};
use onsell_store::service::Service;
use onsell_wire::Fault;

/// The operation that a request with this key made before; an empty key made none.
///
/// # Errors
/// `value` for a key of a request of another kind; and the refusal itself where the operation was
/// given up since, so that a buyer who asks again learns it.
pub(crate) fn earlier(
    scope: &mut Scope<'_>,
    service: &Service,
    key: &str,
    kind: OperationKind,
) -> Result<Option<Operation>> {
    if key.is_empty() {
        return Ok(None);
    }
    let Some(found) = operation::find_by_customer_key(scope.tx, service.id, key)? else {
        return Ok(None);
    };
    if found.kind != kind {
        let reason = Text::new(
            "The key belongs to another request",
            "Ключ принадлежит другому запросу",
        );
        return Err(Fault::value_because("orderkey", key, reason).into());
    }
    if found.state == State::Cancelled {
        return Err(given_up(&found).into());
    }
    Ok(Some(found))
}

/// Why an operation was given up, in the words of who refused it.
fn given_up(found: &Operation) -> Fault {
    match &found.error {
        Some(fault) => {
            let text = Text::new("__error__", "__error__");
            Fault::from_text(fault.kind.clone(), fault.object.clone(), text)
                .with_param("error", &fault.message)
        }
        None => Fault::from_text(
            "cancelled",
            "runningoperation",
            Text::new("The change was given up", "Изменение отменено"),
        ),
    }
}
