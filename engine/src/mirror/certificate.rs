//! What a tariff of certificates can do: as its seller tells, else as its name says.

use super::Mirror;
use crate::{Result, Scope};
use onsell_domain::certificate::product::{template_of_name, template_told};
use onsell_store::certificate_tariff::{self, CertificateTariff};
use onsell_wire::message::PriceListTariff;
use onsell_wire::message::certificate::CERTIFICATE;

impl Mirror {
    /// Writes what the seller tells. What it does not tell is guessed once and ours from then on.
    pub(super) fn certificate(
        &mut self,
        scope: &mut Scope<'_>,
        found: &PriceListTariff,
    ) -> Result<()> {
        if self.tariff.type_name != CERTIFICATE {
            return Ok(());
        }
        let before = certificate_tariff::find(scope.tx, self.tariff.id)?;
        let is_told = !found.template.is_empty();
        let template = if is_told {
            template_told(&found.template).to_string()
        } else if self.is_new {
            template_of_name(&found.name).to_string()
        } else {
            before.template.clone()
        };
        let names_included = match found.names_included {
            Some(names) => names.max(1),
            None => before.names_included,
        };
        let sells = CertificateTariff {
            template,
            names_included,
        };
        if self.is_new || sells != before {
            certificate_tariff::put(scope.tx, self.tariff.id, &sells)?;
        }
        Ok(())
    }
}
