//! Who the caller is (wire 3.1).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_wire::message::identity::{
    FEATURE_BATCH, FEATURE_ITEM_EVENT, FEATURE_ORDER_KEY, FEATURE_PRICE_MAX, Identity,
};
use onsell_wire::{Document, Fault};

/// `whoami`: the user, and what this installation can do beyond the documented API.
pub(super) struct WhoAmI;

impl Function for WhoAmI {
    type Caller = Anyone;
    type Input = ();
    type Output = Identity;

    const DECLARATION: Declaration = Declaration {
        name: "whoami",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Who am I", "Кто я"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|_, caller: &Anyone, ()| {
            let identity = &caller.identity;
            let features = [
                FEATURE_ITEM_EVENT,
                FEATURE_ORDER_KEY,
                FEATURE_BATCH,
                FEATURE_PRICE_MAX,
            ];
            Ok(Identity {
                id: identity.user.get(),
                name: identity.name.clone(),
                realname: identity.real_name.clone(),
                email: identity.email.clone(),
                level: identity.level,
                features: features.map(str::to_owned).to_vec(),
            })
        })
    }

    fn render(identity: &Identity, _: &Ask) -> Document {
        identity.to_document(env!("CARGO_PKG_VERSION"))
    }
}
