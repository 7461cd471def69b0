//! Days and tiers as arguments.

use crate::model::{Date, Tier};

/// A day of the years 1900 to 9000, as `2026-10-31`.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    let day: Option<Date> = text.parse().ok().filter(|_| text.len() == "2026-10-31".len());
    let day = day.ok_or("write the day as YYYY-MM-DD, e.g. 2026-10-31")?;
    // Spreadsheets know no day before, and terms that end years later must have a day, too.
    if !(1900..=9000).contains(&day.year()) {
        return Err("name a day of the years 1900 to 9000".to_owned());
    }
    Ok(day)
}

/// A tier by its name or its number.
pub(super) fn parse_tier(text: &str) -> Result<Tier, String> {
    let number = || text.parse().ok().and_then(Tier::from_level);
    let named = text.to_lowercase().parse().ok();
    let names = Tier::ALL.map(Tier::name).join(", ");
    named.or_else(number).ok_or_else(|| format!("write one of {names}, or 0 to 4"))
}
