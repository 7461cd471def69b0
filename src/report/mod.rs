//! What people read: workbooks. Everything here shows what was decided elsewhere; nothing decides.

pub mod workbook;
