//! The columns that a Parquet file says it has.

use polars_parquet::read::{ParquetType, PhysicalType, PrimitiveLogicalType};
use polars_parquet::write::SchemaDescriptor;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its type as SQL names it; empty for a type that no table has.
    pub kind: &'static str,
}

/// The type of days.
pub(super) const DAY: &str = "DATE";
/// The type of texts.
pub(super) const TEXT: &str = "VARCHAR";

/// The columns of a file, in its order.
pub(super) fn columns(schema: &SchemaDescriptor) -> Vec<TableColumn> {
    let column = |field: &ParquetType| TableColumn {
        name: field.get_field_info().name.to_string(),
        kind: kind(field),
    };
    schema.fields().iter().map(column).collect()
}

fn kind(field: &ParquetType) -> &'static str {
    let ParquetType::PrimitiveType(field) = field else { return "" };
    match (field.physical_type, field.logical_type) {
        (PhysicalType::Int32, Some(PrimitiveLogicalType::Date)) => DAY,
        (PhysicalType::ByteArray, Some(PrimitiveLogicalType::String)) => TEXT,
        (PhysicalType::Double, None) => "DOUBLE",
        (PhysicalType::Int64, None) => "BIGINT",
        (PhysicalType::Boolean, None) => "BOOLEAN",
        _ => "",
    }
}
