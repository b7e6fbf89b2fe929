//! What must hold for any input, shared by the corpus test and the fuzz targets.

pub mod encoded;
pub mod request;
pub mod xml;
