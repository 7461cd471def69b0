//! Workbooks drawn as text, so that a reviewer sees their content.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A workbook from drawings of its sheets: one line for each row, cells between `|`.
///
/// `12.5` is a number, `"12"` a text, `@2026-01-15` a date, everything else text.
pub(crate) fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let date_format = Format::new().set_num_format("yyyy-mm-dd");
    for (name, drawing) in sheets {
        let page = book.add_worksheet().set_name(*name).unwrap();
        let lines = drawing.lines().map(str::trim).filter(|line| !line.is_empty());
        for (row, line) in (0..).zip(lines) {
            let line = line.strip_prefix('|').unwrap_or(line);
            let line = line.strip_suffix('|').unwrap_or(line);
            for (column, text) in (0..).zip(line.split('|').map(str::trim)) {
                let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                let date = text.strip_prefix('@').map(ExcelDateTime::parse_from_str);
                _ = match (quoted, date, text.parse::<f64>()) {
                    (Some(text), _, _) => page.write_string(row, column, text),
                    (_, Some(date), _) => {
                        page.write_datetime_with_format(row, column, date.unwrap(), &date_format)
                    }
                    (_, _, Ok(number)) => page.write_number(row, column, number),
                    _ if text.is_empty() => continue,
                    _ => page.write_string(row, column, text),
                }
                .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}
