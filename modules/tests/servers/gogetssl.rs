//! The module `gogetssl` against its double: one paid order for a service whatever is lost on the
//! way, certificates inside it for nothing, and a year more only when its time has come.

mod driver;
mod order;
mod reissue;
mod trouble;

use onsell_domain::certificate::{Contacts, Subject, ValidationMethod};
use onsell_domain::{
    Date, OperationKind as K, Period, Progress, Secret, ServiceId, Timestamp, Zone,
};
use onsell_doubles::GoGetSsl;
use onsell_doubles::gogetssl::{MULTI, SINGLE};
use onsell_modules::certificate::{CertificateModule, CertificateWork, connect};
use onsell_modules::{Connection, HttpTransport, ModuleKind};
use onsell_x509::{KeyKind, request};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-04-01, noon UTC.
const BEGIN: Timestamp = Timestamp::from_micros(1_775_044_800_000_000);
const DAY: i64 = 86_400;

fn shop() -> (GoGetSsl, Arc<dyn CertificateModule>) {
    let double = GoGetSsl::start(BEGIN).expect("a double");
    let module = module_of(&double, double.password());
    (double, module)
}

fn module_of(double: &GoGetSsl, password: &str) -> Arc<dyn CertificateModule> {
    let connection = Connection {
        url: double.api(),
        username: double.user().to_owned(),
        password: Secret::from(password),
        settings: BTreeMap::new(),
    };
    let transport = Arc::new(HttpTransport::new("suite"));
    connect(ModuleKind::GoGetSsl, &connection, transport).expect("the connection can be right")
}

/// The order of a service for these names.
fn work(unique_name: &str, names: &[&str]) -> CertificateWork {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let subject = Subject {
        common_name: names[0].clone(),
        ..Subject::default()
    };
    let made = request::make(&subject, &names, KeyKind::P256).expect("a request");
    let product = if names.len() > 2 { MULTI } else { SINGLE };
    let approver = |name: &String| (name.clone(), format!("admin@{name}"));
    CertificateWork {
        kind: K::Open,
        service: ServiceId::new(1),
        unique_name: unique_name.to_owned(),
        product: product.to_string(),
        period: Period::from_code(12).ok(),
        paid_until: None,
        request: made.request,
        approvers: names.iter().map(approver).collect(),
        names,
        subject,
        contacts: Contacts::default(),
        method: ValidationMethod::Dns,
        present: None,
        progress: Progress::default(),
        kept: Progress::default(),
        tries: 1,
        step_seconds: 0,
        sent_before: None,
        now: BEGIN,
    }
}

fn date(instant: Timestamp) -> Date {
    instant.date_in(&Zone::default())
}
