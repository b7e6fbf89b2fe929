//! What becomes of payments: staff credit them, whoever announced one takes it back (wire 4.6).

use super::basket::told;
use super::each::OnEach;
use crate::caller::{Anyone, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use onsell_domain::{Level, PaymentId, Text};
use onsell_engine::{Result, Scope, pay};

const PAYMENTS: Parameter = Parameter::required(
    "elid",
    ParameterKind::Ids,
    Text::new("Payment numbers", "Номера платежей"),
);

/// `payment.setpaid`: payments are credited.
pub(super) struct SetPaid;

impl OnEach for SetPaid {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "payment.setpaid",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Credit payments", "Зачислить платежи"),
        parameters: &[PAYMENTS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        pay::set_paid(scope, PaymentId::new(id), staff.identity.author())
    }
}

/// `payment.delete`: payments that were announced and not credited are cancelled.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Anyone;

    const DECLARATION: Declaration = Declaration {
        name: "payment.delete",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Delete new payments", "Удалить новые платежи"),
        parameters: &[PAYMENTS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        pay::cancel(scope, caller.account, PaymentId::new(id))?;
        told(scope, caller, "payment.delete", id)
    }
}
