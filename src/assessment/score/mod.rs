//! Figures: what observations say of a control domain, and of a supplier (docs/method.md §4). No register, no response.

pub mod beta;
pub mod likelihood;
