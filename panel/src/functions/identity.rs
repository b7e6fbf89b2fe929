//! Who the caller is (wire 3.1).

use crate::ask::Ask;
use crate::caller::Halfway;
use crate::declaration::{Declaration, Kind};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_wire::message::identity::{
    FEATURE_BATCH, FEATURE_ITEM_EVENT, FEATURE_ORDER_KEY, FEATURE_PRICE_MAX, FEATURE_REISSUE,
    Identity,
};
use onsell_wire::{Document, Fault, Node};

/// `whoami`: the user, and what this installation can do beyond the documented API.
pub(super) struct WhoAmI;

impl Function for WhoAmI {
    type Caller = Halfway;
    type Input = ();
    type Output = Option<Identity>;

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
        Body::Read(|_, caller: &Halfway, ()| {
            let identity = &caller.identity;
            if identity.is_halfway {
                return Ok(None);
            }
            let features = [
                FEATURE_ITEM_EVENT,
                FEATURE_ORDER_KEY,
                FEATURE_BATCH,
                FEATURE_PRICE_MAX,
                FEATURE_REISSUE,
            ];
            Ok(Some(Identity {
                id: identity.user.get(),
                name: identity.name.clone(),
                realname: identity.real_name.clone(),
                email: identity.email.clone(),
                phone: identity.phone.clone(),
                level: identity.level,
                features: features.map(str::to_owned).to_vec(),
            }))
        })
    }

    /// While the second factor is missing, the answer says where to give it (wire 1.3).
    fn render(identity: &Option<Identity>, ask: &Ask) -> Document {
        match identity {
            Some(identity) => identity.to_document(env!("CARGO_PKG_VERSION")),
            None => Document::result(&ask.function).with(Node::leaf("ok", "func=totp.confirm")),
        }
    }
}
