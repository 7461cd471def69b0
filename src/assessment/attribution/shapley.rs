//! The Shapley value: the shares of players in their joint result, independent of the order in which they join.

/// The shares of `players` players in `worth(all) − worth(none)`. `worth` gets the set of players that take part, one
/// bit each. The shares add up to the difference; a player that changes nothing in any set gets 0 (Shapley 1953, *A
/// value for n-person games*). The result is exact: each of the 2ⁿ sets is evaluated once.
pub(super) fn shapley(players: usize, worth: impl Fn(usize) -> f64) -> Vec<f64> {
    let worths: Vec<f64> = (0..1_usize << players).map(worth).collect();
    let weights = weights(players);
    let share = |player: usize| {
        let bit = 1_usize << player;
        let without = (0..worths.len()).filter(|set| set & bit == 0);
        without
            .map(|set| weights[set.count_ones() as usize] * (worths[set | bit] - worths[set]))
            .sum()
    };
    (0..players).map(share).collect()
}

/// The weight |S|!·(n − |S| − 1)!/n! for each size of S.
fn weights(players: usize) -> Vec<f64> {
    let factorial = |n: usize| (1..=n).map(|one| one as f64).product::<f64>();
    let of = |size| factorial(size) * factorial(players - size - 1) / factorial(players);
    (0..players).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glove game: one left glove, two right ones; a pair is worth 1. By hand: 2/3, 1/6, 1/6.
    #[test]
    fn gloves() {
        let worth = |set: usize| if set & 1 == 1 && set > 1 { 1.0 } else { 0.0 };
        let shares = shapley(3, worth);
        let wanted = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
        assert!(shares.iter().zip(wanted).all(|(share, wanted)| (share - wanted).abs() < 1e-15));
    }

    #[test]
    fn nobody_shares_nothing() {
        assert!(shapley(0, |_| 1.0).is_empty());
    }
}
