//! Figures computed from observations, of a domain and of a supplier (docs/method.md §4). The module knows no register
//! and no response.

pub mod beta;
pub mod likelihood;
