//! No customer pays for what the seller has not delivered.

use super::Step;
use crate::reading::Books;

/// Behind every order and every renewal that is done here stands one that is done there.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    let (here, there) = (&step.after.reseller, &step.after.seller);
    for service in here.services.values() {
        let Some(reference) = &service.upstream else {
            continue;
        };
        let license = there.called(reference).next();
        for kind in ["open", "prolong"] {
            let paid = done(here, service.id, kind);
            let delivered = license.map_or(0, |license| done(there, license.id, kind));
            if paid > delivered {
                return Err(format!(
                    "the customer paid {paid} times for {kind} of service {}, which was delivered \
                     {delivered} times",
                    service.id
                ));
            }
        }
    }
    Ok(())
}

fn done(books: &Books, service: i64, kind: &str) -> usize {
    books
        .on(service)
        .filter(|operation| operation.kind == kind && operation.state == "done")
        .count()
}
