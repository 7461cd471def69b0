//! Placeholders of the sentences about rules: `{tier}`, `{due}` … The type of each says how its value is written.

use std::borrow::Cow;
use std::fmt;

use crate::model::Date;

/// How the value of a placeholder is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A word, a name or a list.
    Text,
    /// Hours with at most two decimals.
    Hours,
    /// A share as a percentage with one decimal.
    Percent,
    /// A strength with three decimals.
    Strength,
    /// A day.
    Day,
    /// A whole number.
    Count,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $kind:ident;)+) => {
        /// A placeholder of a sentence.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr,
            strum::VariantArray,
        )]
        #[strum(serialize_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name,)+ }

        crate::model::words!(Field);

        impl Field {
            /// How its value is written.
            pub const fn kind(self) -> FieldKind {
                match self { $(Self::$name => FieldKind::$kind,)+ }
            }
        }
    };
}

fields! {
    /// The tier that the rule was tested at.
    Tier: Text;
    /// Name of a control or domain.
    Title: Text;
    /// Code of a domain.
    Domain: Text;
    /// The answer.
    Answer: Text;
    /// What to do to meet a control.
    Remedy: Text;
    /// What good evidence for a control looks like.
    Wanted: Text;
    /// The evidence level that there is, in words.
    Have: Text;
    /// The name of that evidence level.
    HaveLevel: Text;
    /// The evidence level that is required, in words.
    Need: Text;
    /// The name of that evidence level.
    NeedLevel: Text;
    /// Day on which a response was completed.
    Completed: Day;
    /// Months for which a response speaks.
    Months: Count;
    /// A share of weight.
    Share: Percent;
    /// The least or largest share that is accepted.
    Limit: Percent;
    /// A certificate's scheme.
    Scheme: Text;
    /// The last day of something.
    End: Text;
    /// The strength of a domain.
    Strength: Strength;
    /// The least strength that is accepted.
    Least: Strength;
    /// A likelihood.
    Likelihood: Percent;
    /// Levels below the prime.
    Depth: Count;
    /// The largest number that is accepted.
    Most: Count;
    /// The party that passes information on.
    Giver: Text;
    /// The party that it is passed on to.
    Taker: Text;
    /// Kinds of information.
    Kinds: Text;
    /// A tier that a link states.
    Stated: Text;
    /// Hours agreed.
    Agreed: Hours;
    /// Hours available, or the most that are accepted.
    Available: Hours;
    /// Hours above those available.
    Excess: Hours;
    /// Hours that something took.
    Took: Hours;
    /// Day on which an incident was detected.
    Detected: Day;
    /// A country.
    Country: Text;
    /// Name of a law.
    Law: Text;
    /// Transfer mechanisms.
    Mechanisms: Text;
    /// A rule.
    Rule: Text;
    /// What a condition is about.
    Subject: Text;
    /// A due day.
    Due: Day;
    /// Days since the due day.
    Days: Count;
    /// A certificate's scheme, or the name of a country or of a domain.
    Name: Text;
    /// The other party of an agreement, as a supplier knows it.
    Party: Text;
    /// A waiver.
    Waiver: Text;
}

/// The value of a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue<'v> {
    /// Text as it is.
    Text(Cow<'v, str>),
    /// A number, written as its placeholder's kind says.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// A day.
    Day(Date),
}

/// A placeholder with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'v> {
    /// The placeholder.
    pub field: Field,
    /// Its value.
    pub value: FactValue<'v>,
}

impl<'v> Fact<'v> {
    /// A text.
    pub fn text(field: Field, text: impl Into<Cow<'v, str>>) -> Self {
        Self { field, value: FactValue::Text(text.into()) }
    }

    /// A number.
    pub const fn number(field: Field, number: f64) -> Self {
        Self { field, value: FactValue::Number(number) }
    }

    /// A whole number.
    pub fn count(field: Field, count: impl TryInto<u64>) -> Self {
        Self { field, value: FactValue::Count(count.try_into().unwrap_or_default()) }
    }

    /// A day.
    pub const fn day(field: Field, day: Date) -> Self {
        Self { field, value: FactValue::Day(day) }
    }
}

impl fmt::Display for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.field.kind()) {
            (FactValue::Text(text), _) => f.write_str(text),
            (FactValue::Count(count), _) => write!(f, "{count}"),
            (FactValue::Day(day), _) => write!(f, "{day}"),
            (FactValue::Number(value), FieldKind::Hours) => {
                write!(f, "{} h", (value * 100.0).round() / 100.0)
            }
            (FactValue::Number(value), FieldKind::Percent) => write!(f, "{:.1} %", value * 100.0),
            (FactValue::Number(value), FieldKind::Strength) => write!(f, "{value:.3}"),
            (FactValue::Number(value), _) => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_its_placeholder_says() {
        assert_eq!(Fact::number(Field::Agreed, 12.0).to_string(), "12 h");
        assert_eq!(Fact::number(Field::Agreed, 7.499).to_string(), "7.5 h");
        assert_eq!(Fact::number(Field::Share, 0.1234).to_string(), "12.3 %");
        assert_eq!(Fact::number(Field::Strength, 0.5).to_string(), "0.500");
        assert_eq!(Fact::count(Field::Days, 3_i32).to_string(), "3");
    }
}
