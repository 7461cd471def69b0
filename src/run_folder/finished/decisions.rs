//! `decisions.json` read back: one engagement at a time, so that a long file costs little memory.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use crate::approval::{elements, members};
use crate::model::{Date, Decision, Tier};
use crate::run_folder::decisions::{FORMAT, PolicyStamp};

/// An engagement's object, its keys in the file's order.
pub type DecisionObject = IndexMap<String, Value>;

/// What names an engagement.
#[derive(Debug, Clone, Deserialize)]
pub struct EngagementKey {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
}

/// A rule that fired, as far as a reader needs it.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedRule {
    /// The rule's name.
    pub rule: String,
    /// What it says after waivers.
    pub outcome: String,
    /// The supplier it names.
    pub supplier: String,
    /// Why it fired.
    pub because: String,
    /// By when to mend it.
    pub due: Option<Date>,
    /// The finding that it follows from.
    pub follows: Option<String>,
    /// The finding that it is.
    pub finding: Option<String>,
}

/// A condition of a decision.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedCondition {
    /// By when to meet it.
    pub due: Option<Date>,
}

/// A stage with its decision.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedPhase {
    /// Its name.
    pub phase: String,
    /// Its tier.
    pub tier: Tier,
    /// The day on which it opens; none: it never does.
    pub starts: Option<Date>,
    /// The decision at that tier.
    #[serde(deserialize_with = "decision")]
    pub decision: Decision,
    /// The last day on which that decision holds.
    pub valid_until: Date,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who may receive.
    pub recipients: Option<Vec<String>>,
    /// Its conditions.
    pub conditions: Vec<DecidedCondition>,
}

/// What was decided at one tier.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedTier {
    /// The tier.
    pub tier: Tier,
    /// The decision.
    #[serde(deserialize_with = "decision")]
    pub decision: Decision,
    /// The last day on which it holds.
    pub valid_until: Date,
    /// Its conditions.
    pub conditions: Vec<DecidedCondition>,
}

/// The stage in force when the run was made.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedStage {
    /// Its name; none: no stage was open.
    pub phase: Option<String>,
    /// Its tier.
    pub tier: Option<Tier>,
    /// The decision at its tier.
    pub decision: Option<Decision>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who may receive.
    pub recipients: Option<Vec<String>>,
    /// The day on which the next one opens.
    pub opens_next: Option<Date>,
}

/// What names an engagement that was over when the run was made.
#[derive(Debug, Clone, Deserialize)]
pub struct EndedKey {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// Its last day.
    pub ended_on: Date,
}

/// An engagement as it was decided, as far as a gate needs it.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedEngagement {
    /// The engagement.
    pub engagement: String,
    /// Its deal.
    pub deal: String,
    /// The prime supplier.
    pub supplier: String,
    /// The tier it was assessed for.
    pub tier: Tier,
    /// The decision at that tier.
    #[serde(deserialize_with = "decision")]
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
    pub stage: Option<DecidedStage>,
    /// Highest tier at which the same chain would be allowed.
    pub disclosure_ceiling: Tier,
    /// Rules that fired, worst first.
    pub rules: Vec<DecidedRule>,
    /// Its stages.
    pub phases: Vec<DecidedPhase>,
    /// What was decided at each tier, lowest first.
    pub tiers: Vec<DecidedTier>,
}

impl DecidedEngagement {
    /// Whether a day lies between start and end.
    pub fn is_running(&self, day: Date) -> bool {
        self.starts <= day && self.ends.is_none_or(|end| day <= end)
    }
}

/// A node with its depth.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedNode {
    /// The supplier.
    pub supplier: String,
    /// Levels below the prime along the longest path.
    pub depth: u32,
}

/// Who passes on to whom.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedPassing {
    /// The giver.
    pub from: String,
    /// The taker.
    pub to: String,
}

/// The name of a rule that fired.
#[derive(Debug, Clone, Deserialize)]
pub struct RuleName {
    /// The rule's name.
    pub rule: String,
}

/// The chain of an engagement.
#[derive(Debug, Clone, Deserialize)]
pub struct DecidedChain {
    /// The engagement.
    pub engagement: String,
    /// The prime supplier.
    pub supplier: String,
    /// Its nodes by depth, then id.
    pub chain: Vec<DecidedNode>,
    /// Who passes information on to whom.
    pub subcontracts: Vec<DecidedPassing>,
    /// Rules that fired.
    pub rules: Vec<RuleName>,
}

/// Reads the word of a decision.
pub fn decision<'de, D: Deserializer<'de>>(from: D) -> Result<Decision, D::Error> {
    let word = String::deserialize(from)?;
    let known = Decision::ALL.into_iter().find(|decision| decision.word() == word);
    known.ok_or_else(|| serde::de::Error::custom(format!("`{word}` is no decision")))
}

/// The head of the file; each engagement as `E`.
#[derive(Deserialize)]
struct DecisionsDocument<E> {
    format: String,
    as_of: Date,
    run: String,
    policy: PolicyStamp,
    engagements: Vec<E>,
    /// Programs before this one wrote none.
    #[serde(default)]
    ended: Vec<EndedKey>,
}

/// A file of decisions, read back.
#[derive(Debug)]
pub struct RecordedDecisions {
    bytes: Vec<u8>,
    as_of: Date,
    run: String,
    policy: PolicyStamp,
    keys: Vec<EngagementKey>,
    ended: Vec<EndedKey>,
}

impl RecordedDecisions {
    /// Reads the head and what names each engagement.
    ///
    /// # Errors
    /// When the file is damaged or of another format.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        let DecisionsDocument { format, as_of, run, policy, engagements: keys, ended } =
            whole(&bytes)?;
        if format != FORMAT {
            return Err(format!("its format is `{format}`; this program reads {FORMAT}"));
        }
        Ok(Self { bytes, as_of, run, policy, keys, ended })
    }

    /// The day the decisions speak of.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The digest over the inputs of the run.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The policy that decided.
    pub fn policy(&self) -> &PolicyStamp {
        &self.policy
    }

    /// What names each engagement, by rank.
    pub fn keys(&self) -> &[EngagementKey] {
        &self.keys
    }

    /// The engagements that were over when the run was made, by id.
    pub fn ended(&self) -> &[EndedKey] {
        &self.ended
    }

    /// The engagements that are wanted, each with its whole object, by rank.
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

    /// The object of each engagement as it is written in the file, by rank.
    ///
    /// # Errors
    /// When the file is no text, or not as this program writes it.
    pub fn texts(&self) -> Result<Vec<&str>, String> {
        let text = std::str::from_utf8(&self.bytes).map_err(damaged)?;
        let list = members(text).into_iter().find(|member| member.key == "engagements");
        let texts = list.map_or_else(Vec::new, |list| elements(list.value));
        // The keys were read by a parser. If the text were cut at other places, the counts would differ.
        if texts.len() == self.keys.len() {
            Ok(texts)
        } else {
            Err(damaged("its engagements can't be told apart"))
        }
    }

    /// All engagements by rank, as far as a type asks for them.
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

/// Objects taken out of a long list.
struct Picked(Vec<DecisionObject>);

/// Takes the objects at some places out of the list `engagements` and skips the others without building them.
fn picked(bytes: &[u8], places: &BTreeSet<usize>) -> serde_json::Result<Picked> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let picked = EngagementsSeed(places).deserialize(&mut reader)?;
    reader.end()?;
    Ok(picked)
}

/// Finds the list `engagements` in the file's object.
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

/// Picks objects from the list by their place.
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
