//! Services on the account at the seller that are not of this installation.
//!
//! An account is meant for one reseller (semantics 1.2). Another installation that uses it and has
//! ordered nothing yet cannot be seen; once it has, its references tell.

use super::{CheckReport, Finding};
use crate::connect::explain;
use crate::{Engine, Result};
use onsell_domain::{SellerId, UpstreamId, Words, parse_reference, prefix_of_reference};
use onsell_modules::billmanager::SellerClient;
use onsell_store::processing_module::ProcessingModule;
use onsell_store::upstream;
use onsell_wire::message::service::PAGE_ROWS;
use onsell_wire::message::{ProductTypeRights, ServiceState};

/// Pages that are looked at; what comes behind them is not.
const PAGES_MAX: u32 = 10;
/// How many services one look into the database names.
const BATCH_MAX: usize = 200;
/// Examples of each kind that are shown.
const EXAMPLES_MAX: usize = 5;

/// Services of one kind: how many, and some of them.
#[derive(Debug, Default)]
struct Kind {
    count: usize,
    examples: Vec<String>,
}

impl Kind {
    fn add(&mut self, service: &ServiceState) {
        self.count += 1;
        if self.examples.len() < EXAMPLES_MAX {
            let reference = if service.reference.is_empty() {
                service.id.to_string()
            } else {
                format!("{} ({})", service.id, service.reference)
            };
            self.examples.push(reference);
        }
    }

    fn examples(&self) -> String {
        let more = if self.count > self.examples.len() {
            ", …"
        } else {
            ""
        };
        format!("{}{more}", self.examples.join(", "))
    }
}

/// What was found on the account.
#[derive(Debug, Default)]
struct Found {
    looked_at: usize,
    total: Option<i64>,
    ours: usize,
    /// With a reference of another installation of this program.
    installations: Kind,
    /// With a name that another program gave.
    programs: Kind,
    /// With a reference of ours that nobody knows here.
    lost: Kind,
    /// Without any name: ordered by a person.
    by_hand: Kind,
    rights: Option<ProductTypeRights>,
}

/// Looks at the services of the module's product type on the account, and says which are not ours;
/// what the list lets guess about our rights.
pub(super) fn check(
    engine: &Engine,
    client: &SellerClient,
    module: &ProcessingModule,
    seller: SellerId,
    report: &mut CheckReport,
) -> Result<Option<ProductTypeRights>> {
    let mut found = Found::default();
    let mut first_of_last = None;
    for number in 1..=PAGES_MAX {
        let page = match client.page(&module.type_name, number) {
            Ok(page) => page,
            Err(error) => {
                report.line("services", Finding::Warning, explain(&error));
                return Ok(found.rights);
            }
        };
        let first = page.services.first().map(|service| service.id);
        if number > 1 && first == first_of_last {
            // It knows no pages and told everything before.
            break;
        }
        first_of_last = first;
        found.total = page.total.or(found.total);
        found.rights = page.rights.or(found.rights);
        found.looked_at += page.services.len();
        for batch in page.services.chunks(BATCH_MAX) {
            sort(engine, seller, batch, &mut found)?;
        }
        if page.services.len() < PAGE_ROWS as usize {
            break;
        }
    }
    tell(&found, report);
    Ok(found.rights)
}

fn sort(
    engine: &Engine,
    seller: SellerId,
    batch: &[ServiceState],
    found: &mut Found,
) -> Result<()> {
    let references: Vec<String> = batch
        .iter()
        .map(|service| service.reference.clone())
        .filter(|reference| !reference.is_empty())
        .collect();
    let ids: Vec<UpstreamId> = batch
        .iter()
        .map(|service| UpstreamId::new(service.id))
        .collect();
    let known =
        engine.read(move |scope| Ok(upstream::followed(scope.tx, seller, &references, &ids)?))?;
    let prefix = &engine.installation().prefix;
    for service in batch {
        let is_ours = known.iter().any(|ours| {
            ours.reference == service.reference
                || ours.upstream_id == Some(UpstreamId::new(service.id))
        });
        if is_ours {
            found.ours += 1;
        } else if service.reference.is_empty() {
            found.by_hand.add(service);
        } else if parse_reference(prefix, &service.reference).is_some() {
            found.lost.add(service);
        } else if prefix_of_reference(&service.reference).is_some() {
            found.installations.add(service);
        } else {
            found.programs.add(service);
        }
    }
    Ok(())
}

fn tell(found: &Found, report: &mut CheckReport) {
    let (looked_at, ours) = (found.looked_at, found.ours);
    let total = found.total.and_then(|total| usize::try_from(total).ok());
    let rest = match total {
        Some(total) if total > looked_at => Words::new(
            format!(" of {total}; the rest was not looked at"),
            format!(" из {total}; остальные не просмотрены"),
        ),
        _ => Words::default(),
    };
    let words = Words::new(
        format!(
            "{looked_at} on the account were looked at{}; {ours} are ours. Another installation \
             on this account that has ordered nothing cannot be seen",
            rest.en
        ),
        format!(
            "на аккаунте просмотрено {looked_at}{}; из них наших {ours}. Другую установку на этом \
             аккаунте, которая ещё ничего не заказала, увидеть нельзя",
            rest.ru
        ),
    );
    report.line("services", Finding::Well, words);
    let Kind { count, .. } = found.installations;
    if count > 0 {
        let examples = found.installations.examples();
        let words = Words::new(
            format!(
                "{count} carry references of another installation of this program: {examples}. \
                 Two installations on one account read each other's events; give each an account \
                 of its own"
            ),
            format!(
                "{count} с метками другой установки этой программы: {examples}. Две установки на \
                 одном аккаунте читают события друг друга; дайте каждой свой аккаунт"
            ),
        );
        report.line("installations", Finding::Warning, words);
    }
    let Kind { count, .. } = found.programs;
    if count > 0 {
        let examples = found.programs.examples();
        let words = Words::new(
            format!("{count} carry names that another program gave: {examples}"),
            format!("{count} с метками другой программы: {examples}"),
        );
        report.line("programs", Finding::Warning, words);
    }
    let Kind { count, .. } = found.lost;
    if count > 0 {
        let examples = found.lost.examples();
        let words = Words::new(
            format!(
                "{count} carry references of this installation and are not known here: \
                 {examples}. Was a backup restored? They are paid for and belong to nobody"
            ),
            format!(
                "{count} с метками этой установки, но здесь неизвестны: {examples}. Было \
                 восстановление из копии? За них платят, а клиента у них нет"
            ),
        );
        report.line("lost", Finding::Warning, words);
    }
    let Kind { count, .. } = found.by_hand;
    if count > 0 {
        let examples = found.by_hand.examples();
        let words = Words::new(
            format!("{count} were ordered by hand, without a reference: {examples}"),
            format!("{count} заказаны вручную, без метки: {examples}"),
        );
        report.line("by_hand", Finding::Well, words);
    }
}
