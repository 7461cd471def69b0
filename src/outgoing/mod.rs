//! Files that leave the house empty or half filled, for other people to complete or file.
//!
//! [`form`] is the questionnaire that a supplier fills in, [`register_template`] the portfolio's register, [`mapping`] the
//! workbook in which an analyst says how a customer's own form is laid out (and the files made of it), [`dora`] the
//! subcontracting tables for a supervisor.
//!
//! The module knows the catalogue, what was read of older forms, and run folders. It knows no score of a supplier: nothing
//! that is sent out shows one.

pub mod dora;
pub mod form;
pub mod mapping;
pub mod register_template;
