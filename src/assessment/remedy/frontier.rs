//! The best that a supplier can reach in each domain.
//!
//! Within a domain the strength depends on two sums, so every pair of sums that no cheaper choice beats is kept. That is
//! exact.

use super::party::{Item, Mode};
use crate::assessment::rules::gate;
use crate::assessment::score::likelihood::{Observations, factor};
use crate::assessment::supplier::node::{DomainScore, Weights};
use crate::catalogue::Policy;
use crate::catalogue::effort::Points;
use crate::model::{Answer, DomainIndex, Tier};

/// No choice before this one.
const NONE: u32 = u32::MAX;

/// A choice of states for the controls of a domain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// Its points.
    pub cost: Points,
    /// The logarithm of the domain's factor.
    pub gain: f64,
    /// Weight newly answered, cut at what is needed.
    pub answered: u32,
    /// Weight that was not applicable and is answered.
    pub applied: u32,
    link: u32,
}

/// The choices of a domain that no other beats.
#[derive(Debug)]
pub(super) struct Front {
    /// The choices.
    pub spots: Vec<Choice>,
    /// Where the domain's controls stand among the mode's.
    pub items: Vec<usize>,
    links: Vec<(u32, u8)>,
}

impl Front {
    /// The states of a choice, one for each of the domain's controls.
    pub(super) fn states(&self, spot: usize) -> Vec<usize> {
        let mut states = Vec::with_capacity(self.items.len());
        let mut link = self.spots[spot].link;
        while let Some((before, state)) = self.links.get(link as usize) {
            states.push(usize::from(*state));
            link = *before;
        }
        states.reverse();
        states
    }

    /// The fewest points of a choice.
    pub(super) fn least(&self) -> Points {
        self.spots.iter().map(|spot| spot.cost).min().unwrap_or_default()
    }

    /// The most units of a choice above the cheapest one.
    pub(super) fn span(&self, scale: Points) -> usize {
        self.units(scale).into_iter().max().unwrap_or_default()
    }

    /// Units of each choice above the cheapest one; `scale` points are a unit, rounded up.
    pub(super) fn units(&self, scale: Points) -> Vec<usize> {
        let least = self.least();
        self.spots.iter().map(|spot| (spot.cost - least).div_ceil(scale) as usize).collect()
    }
}

/// What a mode must still gain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// Unanswered weight that must be answered at most.
    pub answered: u32,
    /// Not-applicable weight that can be answered.
    pub applied: u32,
}

impl Need {
    /// What a mode needs when everything forbidden is already out of its states.
    pub(super) fn of(mode: &Mode, policy: &Policy) -> Self {
        let na: u32 = mode
            .items
            .iter()
            .filter(|item| item.from == Answer::NotApplicable && item.states.len() > 1)
            .map(|item| item.weight)
            .sum();
        let open: u32 = mode
            .items
            .iter()
            .filter(|item| item.from == Answer::Unanswered)
            .map(|item| item.weight)
            .sum();
        let enough =
            |answered: &u32| !mode.coverage || !gate::is_thin(&after(mode, *answered, 0), policy);
        let answered = (0..=open).find(enough).unwrap_or(open);
        let evasive = mode.na_share && gate::is_evasive(&mode.weights, policy);
        Self { answered, applied: if evasive { na } else { 0 } }
    }

    /// How many pairs of newly answered and newly applied weight there are.
    pub(super) const fn pairs(self) -> usize {
        (self.answered as usize + 1) * (self.applied as usize + 1)
    }

    pub(super) const fn index(self, answered: u32, applied: u32) -> usize {
        let answered = if answered < self.answered { answered } else { self.answered };
        answered as usize * (self.applied as usize + 1) + applied as usize
    }

    pub(super) const fn pair(self, index: usize) -> (u32, u32) {
        let wide = self.applied as usize + 1;
        ((index / wide) as u32, (index % wide) as u32)
    }
}

/// The weights after some were answered.
fn after(mode: &Mode, answered: u32, applied: u32) -> Weights {
    Weights {
        not_applicable: mode.weights.not_applicable - f64::from(applied),
        answered: mode.weights.answered + f64::from(answered) + f64::from(applied),
        ..mode.weights
    }
}

/// Whether the shares of a mode are in order after some weight was answered.
pub(super) fn in_order(mode: &Mode, answered: u32, applied: u32, policy: &Policy) -> bool {
    let weights = after(mode, answered, applied);
    let thin = mode.coverage && gate::is_thin(&weights, policy);
    let evasive = mode.na_share && gate::is_evasive(&weights, policy);
    !thin && !evasive
}

/// How the fronts of a mode are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Making<'m> {
    /// The policy.
    pub policy: &'m Policy,
    /// The tier of the node.
    pub tier: Tier,
    /// What the mode needs.
    pub need: Need,
    /// Whether the likelihood matters, or only the points.
    pub likelihood: bool,
    /// Points above the cheapest choice that are looked at.
    pub extra: Points,
    /// Which domains must not be weak.
    pub weak: &'m [bool],
}

/// A choice for some of a domain's controls.
#[derive(Debug, Clone, Copy)]
struct DomainOption {
    cost: Points,
    sums: Observations,
    answered: u32,
    applied: u32,
    link: u32,
}

/// The fronts of a mode, one for each domain that has a control; none where a domain stays weak.
pub(super) fn fronts(mode: &Mode, making: Making<'_>) -> Option<Vec<Front>> {
    let domains = (0..making.policy.domains.len()).map(DomainIndex::from);
    let of = |domain: DomainIndex| -> Vec<usize> {
        (0..mode.items.len()).filter(|item| mode.items[*item].domain == domain).collect()
    };
    domains
        .map(|domain| (domain, of(domain)))
        .filter(|(_, items)| !items.is_empty())
        .map(|(domain, items)| front(mode, domain, items, making))
        .collect()
}

fn front(mode: &Mode, domain: DomainIndex, items: Vec<usize>, making: Making<'_>) -> Option<Front> {
    let policy = making.policy;
    let weak = making.weak.get(domain.get()).copied().unwrap_or(false);
    let mut links: Vec<(u32, u8)> = Vec::new();
    let start = Observations::prior(policy);
    let mut parts =
        vec![DomainOption { cost: 0, sums: start, answered: 0, applied: 0, link: NONE }];
    let mut least = 0;
    for item in items.iter().map(|index| &mode.items[*index]) {
        least += item.states.iter().map(|state| state.cost).min().unwrap_or_default();
        let most = least.saturating_add(making.extra);
        parts = widen(&parts, item, most, making.need, &mut links);
        prune(&mut parts, making.likelihood || weak);
    }
    let weight = |part: &DomainOption| -> u32 {
        let applying = items.iter().map(|index| &mode.items[*index]);
        let sure = applying.filter(|item| item.from != Answer::NotApplicable);
        sure.map(|item| item.weight).sum::<u32>() + part.applied
    };
    let holds = |part: &DomainOption| !weak || !is_weak(domain, part.sums, weight(part), making);
    let spot = |part: &DomainOption| Choice {
        cost: part.cost,
        gain: match weight(part) {
            0 => 0.0,
            _ if making.likelihood => factor(policy.domains[domain].base_rate, part.sums).ln(),
            _ => 0.0,
        },
        answered: part.answered,
        applied: part.applied,
        link: part.link,
    };
    let spots: Vec<Choice> = parts.iter().filter(|part| holds(part)).map(spot).collect();
    let spots = rising(spots);
    (!spots.is_empty()).then_some(Front { spots, items, links })
}

/// Every part with every state of one more control, up to so many points.
fn widen(
    parts: &[DomainOption],
    item: &Item,
    most: Points,
    need: Need,
    links: &mut Vec<(u32, u8)>,
) -> Vec<DomainOption> {
    let mut wider = Vec::with_capacity(parts.len() * item.states.len());
    for part in parts {
        for (number, state) in (0_u8..).zip(&item.states) {
            let cost = part.cost + state.cost;
            if cost > most {
                continue;
            }
            let mut sums = part.sums;
            sums.add(state.adds);
            let link = u32::try_from(links.len()).unwrap_or(NONE - 1);
            links.push((part.link, number));
            let answered = (part.answered + state.answered).min(need.answered);
            wider.push(DomainOption {
                cost,
                sums,
                answered,
                applied: part.applied + state.applied,
                link,
            });
        }
    }
    wider
}

/// Leaves out parts that another beats: as much answered, for no more points, with sums at least as
/// good (`sums`), or whatever its sums.
fn prune(parts: &mut Vec<DomainOption>, sums: bool) {
    parts.sort_by(|one, other| {
        (one.answered, one.applied, one.cost)
            .cmp(&(other.answered, other.applied, other.cost))
            .then_with(|| other.sums.a.total_cmp(&one.sums.a))
            .then_with(|| one.sums.b.total_cmp(&other.sums.b))
    });
    let mut at = None;
    let mut best: Vec<Observations> = Vec::new();
    parts.retain(|part| {
        if at != Some((part.answered, part.applied)) {
            at = Some((part.answered, part.applied));
            best.clear();
        }
        let beats =
            |known: &Observations| !sums || (known.a >= part.sums.a && known.b <= part.sums.b);
        if best.iter().any(beats) {
            return false;
        }
        best.retain(|known| !(part.sums.a >= known.a && part.sums.b <= known.b));
        best.push(part.sums);
        true
    });
}

/// Leaves out choices that cost more and gain no more.
fn rising(mut spots: Vec<Choice>) -> Vec<Choice> {
    spots.sort_by(|one, other| {
        (one.answered, one.applied, one.cost)
            .cmp(&(other.answered, other.applied, other.cost))
            .then_with(|| other.gain.total_cmp(&one.gain))
    });
    let mut at = None;
    let mut best = f64::NEG_INFINITY;
    spots.retain(|spot| {
        if at != Some((spot.answered, spot.applied)) {
            at = Some((spot.answered, spot.applied));
            best = f64::NEG_INFINITY;
        }
        let better = spot.gain > best;
        best = best.max(spot.gain);
        better
    });
    spots
}

fn is_weak(
    domain: DomainIndex,
    observations: Observations,
    weight: u32,
    making: Making<'_>,
) -> bool {
    let policy = making.policy;
    let mut attainable = Observations::prior(policy);
    let level = policy.thresholds.domain_weak_attainable_level;
    attainable.add(Observations::of(Answer::Yes, level, weight, policy));
    let score = DomainScore { domain, observations, attainable: attainable.strength() };
    weight > 0 && gate::is_weak(&score, making.tier, policy)
}

/// The cheapest choice of each front that leaves the shares in order: points and spots.
pub(super) fn cheapest(
    mode: &Mode,
    fronts: &[Front],
    making: Making<'_>,
) -> Option<(Points, Vec<usize>)> {
    let need = making.need;
    let mut sums: Vec<Option<Points>> = vec![None; need.pairs()];
    sums[0] = Some(0);
    let mut picks: Vec<Vec<(usize, usize)>> = Vec::new();
    for front in fronts {
        let mut next: Vec<Option<Points>> = vec![None; need.pairs()];
        let mut pick = vec![(0, 0); need.pairs()];
        for (pair, sum) in sums.iter().enumerate() {
            let Some(sum) = *sum else { continue };
            let (answered, applied) = need.pair(pair);
            for (index, spot) in front.spots.iter().enumerate() {
                let to = need.index(answered + spot.answered, applied + spot.applied);
                if next[to].is_none_or(|known| sum + spot.cost < known) {
                    next[to] = Some(sum + spot.cost);
                    pick[to] = (index, pair);
                }
            }
        }
        sums = next;
        picks.push(pick);
    }
    let fits = |pair: &usize| {
        let (answered, applied) = need.pair(*pair);
        in_order(mode, answered, applied, making.policy)
    };
    let ends = (0..need.pairs()).filter(fits).filter_map(|pair| Some((sums[pair]?, pair)));
    let (cost, mut pair) = ends.min()?;
    let mut spots = Vec::with_capacity(picks.len());
    for pick in picks.iter().rev() {
        spots.push(pick[pair].0);
        pair = pick[pair].1;
    }
    spots.reverse();
    Some((cost, spots))
}
