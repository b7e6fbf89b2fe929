//! What a seller is told of a module license beside all that it is told of every service.

use crate::{Error, Result, Scope};
use onsell_domain::{OperationKind, ServiceId, UpstreamId};
use onsell_store::operation::Operation;
use onsell_store::service;
use onsell_store::{service_param, upstream};
use onsell_wire::message::MODULE_PARAMETERS;

use super::moved::LICENSE;
use super::sells_modules;

/// What an operation tells its seller of a module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The license that it shall hang on, by the seller's number.
    pub license: Option<UpstreamId>,
    /// What it is told besides.
    pub parameters: Vec<(String, String)>,
}

/// What an operation tells its seller of a module; nothing of anything else.
///
/// # Errors
/// Where the seller's number of the license is not known: then nothing can be sent.
pub(crate) fn asked(scope: &mut Scope<'_>, operation: &Operation) -> Result<Asked> {
    if !sells_modules(&operation.type_name) {
        return Ok(Asked::default());
    }
    let license = match operation.kind {
        OperationKind::Open => {
            let module = service::find(scope.tx, operation.service)?;
            module.and_then(|module| module.license)
        }
        OperationKind::SetParam => operation.progress.number(LICENSE).map(ServiceId::new),
        _ => None,
    };
    let Some(license) = license else {
        return Ok(Asked::default());
    };
    let told = upstream::find(scope.tx, license)?;
    let told = told.filter(|told| Some(told.seller) == operation.seller);
    let number = told.and_then(|told| told.upstream_id).ok_or_else(|| {
        Error::Outside(format!(
            "the seller of this module does not have its license {license}"
        ))
    })?;
    let parameters = match operation.kind {
        OperationKind::Open => parameters(scope, operation.service)?,
        _ => Vec::new(),
    };
    Ok(Asked {
        license: Some(number),
        parameters,
    })
}

/// What a module was told at its order beside its license.
pub(crate) fn parameters(
    scope: &mut Scope<'_>,
    module: ServiceId,
) -> Result<Vec<(String, String)>> {
    let kept = service_param::of_service(scope.tx, module)?;
    let known = kept.into_iter().filter(|param| {
        MODULE_PARAMETERS.contains(&param.name.as_str()) && !param.value.is_empty()
    });
    Ok(known.map(|param| (param.name, param.value)).collect())
}
