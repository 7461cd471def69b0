//! Months and days, counted as in the method.

use jiff::ToSpan as _;

use crate::model::Date;

/// The day `months` later, at most the last day of that month; at most the end of the calendar.
pub fn add_months(date: Date, months: i32) -> Date {
    date.checked_add(months.months()).unwrap_or(Date::MAX)
}

/// The day `days` later; at most the end of the calendar.
pub fn add_days(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// Whether `as_of` is at most `months` after `date`; the last day still counts.
pub fn within_months(date: Date, months: i32, as_of: Date) -> bool {
    as_of <= add_months(date, months)
}

/// The number of days from one day to another; negative if `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        assert_eq!(add_months(date(2026, 1, 31), 1), date(2026, 2, 28));
        assert_eq!(add_months(date(2024, 2, 29), 12), date(2025, 2, 28));
    }

    #[test]
    fn the_day_reached_still_counts() {
        assert!(within_months(date(2025, 10, 31), 12, date(2026, 10, 31)));
        assert!(!within_months(date(2025, 10, 30), 12, date(2026, 10, 31)));
        assert_eq!(days_between(date(2026, 1, 1), date(2026, 3, 1)), 59);
    }
}
