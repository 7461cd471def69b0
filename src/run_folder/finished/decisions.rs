//! Reads `decisions.json` back, one engagement at a time, so that a long file needs little memory.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use crate::approval::{elements, members};
use crate::model::{Date, DealId, Decision, EngagementId, Known, Rule, SupplierId, Tier};
use crate::run_folder::decisions::{
    EndedEngagement, FORMAT, Passing, PhaseFigures, PolicyStamp, RuleFigures, StageFigures,
    TierFigures,
};

/// An engagement's object, with its keys in the file's order.
pub type DecisionObject = IndexMap<String, Value>;

/// What names an engagement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EngagementKey {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
}

/// An engagement as it was decided, as far as a gate needs it: a part of [`EngagementDecision`], so that runs of programs
/// before this one, which wrote less of it, are answered from, too.
///
/// [`EngagementDecision`]: crate::run_folder::decisions::EngagementDecision
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecidedEngagement {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its deal.
    pub deal: DealId,
    /// The prime supplier.
    pub supplier: SupplierId,
    /// The tier it was assessed for.
    pub tier: Tier,
    /// The decision at that tier.
    pub decision: Decision,
    /// The role that must sign.
    pub signer: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// First day.
    pub starts: Date,
    /// Last day; none: it is open.
    pub ends: Option<Date>,
    /// Last day on which the decision holds.
    pub valid_until: Date,
    /// The stage in force when the run was made; none: it has no stages.
    pub stage: Option<StageFigures>,
    /// Highest tier at which the same chain would be allowed.
    pub disclosure_ceiling: Tier,
    /// Rules that fired, worst first.
    pub rules: Vec<RuleFigures>,
    /// Its stages.
    pub phases: Vec<PhaseFigures>,
    /// What was decided at each tier, lowest first.
    pub tiers: Vec<TierFigures>,
}

impl DecidedEngagement {
    /// Whether a day lies between start and end.
    pub fn is_running(&self, day: Date) -> bool {
        self.starts <= day && self.ends.is_none_or(|end| day <= end)
    }
}

/// A node with its depth.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecidedNode {
    /// The supplier.
    pub supplier: SupplierId,
    /// Levels below the prime along the longest path.
    pub depth: u32,
}

/// The name of a rule that fired.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecidedRule {
    /// The rule.
    pub rule: Known<Rule>,
}

/// The chain of an engagement: a part of its object, as the chains of all engagements are read at once.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecidedChain {
    /// The engagement.
    pub engagement: EngagementId,
    /// The prime supplier.
    pub supplier: SupplierId,
    /// Its nodes by depth, then id.
    pub chain: Vec<DecidedNode>,
    /// Who passes information on to whom.
    pub subcontracts: Vec<Passing>,
    /// Rules that fired.
    pub rules: Vec<DecidedRule>,
}

/// The file; each engagement is read as `E`.
#[derive(Deserialize)]
struct DecisionsDocument<E> {
    format: String,
    as_of: Date,
    run: String,
    policy: PolicyStamp,
    engagements: Vec<E>,
    /// Older versions of the program did not write it.
    #[serde(default)]
    ended: Vec<EndedEngagement>,
}

/// A `decisions.json` that was read back.
#[derive(Debug)]
pub struct RecordedDecisions {
    bytes: Vec<u8>,
    as_of: Date,
    run: String,
    policy: PolicyStamp,
    keys: Vec<EngagementKey>,
    ended: Vec<EndedEngagement>,
}

impl RecordedDecisions {
    /// Reads everything but the engagements, and of these their ids.
    ///
    /// # Errors
    /// When the file is damaged or has another format.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        let DecisionsDocument { format, as_of, run, policy, engagements: keys, ended } =
            whole(&bytes)?;
        if format != FORMAT {
            return Err(format!("its format is `{format}`; this program reads {FORMAT}"));
        }
        Ok(Self { bytes, as_of, run, policy, keys, ended })
    }

    /// The as-of date of the decisions.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The digest of the inputs of the run.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The policy of the run.
    pub fn policy(&self) -> &PolicyStamp {
        &self.policy
    }

    /// The ids of the engagements, by rank.
    pub fn keys(&self) -> &[EngagementKey] {
        &self.keys
    }

    /// The engagements that were over on the as-of date, by id.
    pub fn ended(&self) -> &[EndedEngagement] {
        &self.ended
    }

    /// The wanted engagements, each with its whole object, by rank.
    ///
    /// # Errors
    /// When one of them is not as this program writes it.
    pub fn engagements(
        &self,
        wanted: impl Fn(&EngagementKey) -> bool,
    ) -> Result<Vec<(DecidedEngagement, DecisionObject)>, String> {
        let places = self.keys.iter().enumerate().filter(|(_, key)| wanted(key));
        let places: BTreeSet<usize> = places.map(|(place, _)| place).collect();
        let Picked(objects) = picked(&self.bytes, &places).map_err(damaged)?;
        let typed = |object: DecisionObject| {
            let value: Value = object.clone().into_iter().collect();
            Ok((DecidedEngagement::deserialize(value).map_err(damaged)?, object))
        };
        objects.into_iter().map(typed).collect()
    }

    /// The object of each engagement as text of the file, by rank.
    ///
    /// # Errors
    /// When the file is not UTF-8, or not as this program writes it.
    pub fn texts(&self) -> Result<Vec<&str>, String> {
        let text = std::str::from_utf8(&self.bytes).map_err(damaged)?;
        let list = members(text).into_iter().find(|member| member.key == "engagements");
        let texts = list.map_or_else(Vec::new, |list| elements(list.value));
        // The keys were read by a parser. If the text were split at other places, the counts would differ.
        if texts.len() == self.keys.len() {
            Ok(texts)
        } else {
            Err(damaged("its engagements can't be told apart"))
        }
    }

    /// All engagements by rank, read as `E`.
    ///
    /// # Errors
    /// When one of them is not as this program writes it.
    pub fn typed<E: DeserializeOwned>(&self) -> Result<Vec<E>, String> {
        whole(&self.bytes).map(|whole| whole.engagements)
    }
}

fn whole<E: DeserializeOwned>(bytes: &[u8]) -> Result<DecisionsDocument<E>, String> {
    serde_json::from_slice(bytes).map_err(damaged)
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("it is damaged ({error})")
}

/// Objects picked from a long list.
struct Picked(Vec<DecisionObject>);

/// Picks the objects at some indexes of the list `engagements` and skips the others without building them.
fn picked(bytes: &[u8], places: &BTreeSet<usize>) -> serde_json::Result<Picked> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let picked = EngagementsSeed(places).deserialize(&mut reader)?;
    reader.end()?;
    Ok(picked)
}

/// Finds the list `engagements` in the object of the file.
struct EngagementsSeed<'p>(&'p BTreeSet<usize>);

impl<'de> DeserializeSeed<'de> for EngagementsSeed<'_> {
    type Value = Picked;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Picked, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EngagementsSeed<'_> {
    type Value = Picked;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("an object with a list of engagements")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Picked, A::Error> {
        let mut found = Picked(Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            if key == "engagements" {
                found = map.next_value_seed(EngagementPicker(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Picks objects from the list by their index.
struct EngagementPicker<'p>(&'p BTreeSet<usize>);

impl<'de> DeserializeSeed<'de> for EngagementPicker<'_> {
    type Value = Picked;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Picked, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for EngagementPicker<'_> {
    type Value = Picked;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a list of engagements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Picked, A::Error> {
        let mut found = Vec::new();
        for place in 0.. {
            if self.0.contains(&place) {
                match list.next_element()? {
                    Some(value) => found.push(value),
                    None => break,
                }
            } else if list.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(Picked(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_folder::decisions::EngagementDecision;
    use crate::schema::beyond;

    #[test]
    fn what_is_read_is_a_part_of_what_is_written() {
        let none = Vec::<String>::new();
        assert_eq!(beyond::<EngagementKey, EngagementDecision>(), none);
        assert_eq!(beyond::<DecidedEngagement, EngagementDecision>(), none);
        assert_eq!(beyond::<DecidedChain, EngagementDecision>(), none);
    }
}
