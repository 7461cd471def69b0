//! What choices gain at most for each number of units, if they could be taken in part: never less than what whole choices
//! gain, and found without a table.

/// Units and the gain that they buy.
pub(super) type Point = (usize, f64);

/// The least concave curve above some points.
#[derive(Debug, Clone)]
pub(super) struct Hull {
    start: Point,
    /// From the steepest to the flattest: units, and the gain of each.
    pieces: Vec<(usize, f64)>,
}

impl Hull {
    /// Above points in any order; none where there is no point, or none with a gain.
    pub(super) fn of(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points: Vec<Point> =
            points.into_iter().filter(|(_, gain)| gain.is_finite()).collect();
        points.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
        let mut corners: Vec<Point> = Vec::new();
        for point in points {
            // What costs more and gains no more is no corner.
            if corners.last().is_some_and(|last| point.1 <= last.1) {
                continue;
            }
            while let [.., before, last] = corners[..] {
                if slope(before, last) > slope(last, point) {
                    break;
                }
                corners.pop();
            }
            corners.push(point);
        }
        let start = *corners.first()?;
        let piece = |pair: &[Point]| (pair[1].0 - pair[0].0, slope(pair[0], pair[1]));
        Some(Self { start, pieces: corners.windows(2).map(piece).collect() })
    }
}

/// The gain of a unit between two points; the second costs more.
fn slope(one: Point, other: Point) -> f64 {
    (other.1 - one.1) / (other.0 - one.0) as f64
}

/// Curves as one: the units and the gain that they begin with, and their pieces from the steepest to the flattest.
struct Merged {
    start: Point,
    pieces: Vec<(usize, f64)>,
}

impl Merged {
    fn of<'h>(hulls: impl IntoIterator<Item = &'h Hull>) -> Self {
        let (mut at, mut gain) = (0, 0.0);
        let mut pieces = Vec::new();
        for hull in hulls {
            at += hull.start.0;
            gain += hull.start.1;
            pieces.extend(&hull.pieces);
        }
        pieces.sort_by(|one: &(usize, f64), other| other.1.total_cmp(&one.1));
        Self { start: (at, gain), pieces }
    }
}

/// What one choice of each curve gains at most together, for 0 to `units` units; minus infinity where the units do not
/// pay for a choice of each.
pub(super) fn most<'h>(hulls: impl IntoIterator<Item = &'h Hull>, units: usize) -> Vec<f64> {
    let Merged { start: (at, mut gain), pieces } = Merged::of(hulls);
    let mut most = vec![f64::NEG_INFINITY; units + 1];
    let mut slopes = pieces.iter().flat_map(|(length, slope)| std::iter::repeat_n(*slope, *length));
    for slot in most.iter_mut().skip(at) {
        *slot = gain;
        gain += slopes.next().unwrap_or(0.0);
    }
    most
}

/// The last figure of [`most`].
pub(super) fn most_at<'h>(hulls: impl IntoIterator<Item = &'h Hull>, units: usize) -> f64 {
    let Merged { start: (at, mut gain), pieces } = Merged::of(hulls);
    let Some(mut left) = units.checked_sub(at) else { return f64::NEG_INFINITY };
    for (length, slope) in pieces {
        let taken = length.min(left);
        gain += slope * taken as f64;
        left -= taken;
    }
    gain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hull_leaves_out_what_lies_below_it() {
        // By hand: (2, 1.0) lies below the line from (0, 0) to (4, 4), whose slope is 1; then 1 for 2.
        let hull = Hull::of([(4, 4.0), (0, 0.0), (2, 1.0), (6, 5.0), (7, 5.0)]);
        assert_eq!(most(&hull, 8), [0.0, 1.0, 2.0, 3.0, 4.0, 4.5, 5.0, 5.0, 5.0]);
    }

    #[test]
    fn nothing_is_gained_before_every_curve_begins() {
        let (one, other) = (Hull::of([(1, -1.0), (2, 0.0)]), Hull::of([(1, -2.0)]));
        let most = most(one.iter().chain(&other), 3);
        assert_eq!(most, [f64::NEG_INFINITY, f64::NEG_INFINITY, -3.0, -2.0]);
        assert!(Hull::of([]).is_none());
    }

    proptest! {
        #[test]
        fn no_choice_of_whole_points_gains_more(
            lists in prop::collection::vec(prop::collection::vec((0_usize..9, -4.0..0.0_f64), 1..6), 1..4)
        ) {
            let hulls: Vec<Hull> = lists.iter().filter_map(|list| Hull::of(list.clone())).collect();
            let most = most(&hulls, 27);
            let mut whole: Vec<Point> = vec![(0, 0.0)];
            for list in &lists {
                let wider = whole.iter().flat_map(|(units, gain)| {
                    list.iter().map(move |more| (units + more.0, gain + more.1))
                });
                whole = wider.collect();
            }
            for (units, all) in most.iter().copied().enumerate() {
                let one = most_at(&hulls, units);
                prop_assert!(all == one || (all - one).abs() < 1e-9, "{} {} {}", units, all, one);
            }
            for (units, gain) in whole {
                prop_assert!(gain <= most[units] + 1e-9, "{} {} {:?}", units, gain, most);
            }
        }
    }
}
