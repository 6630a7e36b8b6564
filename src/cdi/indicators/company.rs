//! What stands beside a value: bounds that leave a clause open, measures in whose company a value does not count.

use super::{
    bound::{Bound, Decided, HAIR, limits},
    evaluate::{Point, Prepared},
    rules::{Leaf, Node},
};

impl Prepared<'_> {
    /// What a bound leaves open, in words: limits that it does not decide, changes that it cannot show.
    pub(super) fn not_decided(&self, measure: usize, point: &Point) -> Option<String> {
        let (bound, open) = point.bound;
        if bound == Bound::Exact || !point.own {
            return None;
        }
        let mut left: Vec<&str> = Vec::new();
        for leaf in self.rules().nodes.iter().filter_map(Node::leaf) {
            let clause = &leaf.clause;
            let of = leaf.measure == Some(measure) && self.person_fits(clause);
            let changes = clause.within_hours.is_some() || leaf.over.is_some();
            if of && (changes || limits(clause, point.value, bound, open) == Decided::Open) {
                left.push(&leaf.name);
            }
        }
        left.sort_unstable();
        left.dedup();
        let more = left.len().saturating_sub(3);
        left.truncate(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!left.is_empty()).then(|| format!("as a bound it does not decide {}{more}", left.join(", ")))
    }

    /// Values of the measures in whose company a clause's value may not count, near its time.
    fn beside(&self, leaf: &Leaf, point: &Point) -> impl Iterator<Item = (usize, f64, Point)> {
        let pair = leaf.clause.pair_hours.unwrap_or(4) * 3600;
        let at = point.at;
        leaf.not_with.iter().filter_map(move |(measure, above)| {
            let near = self.points(*measure).iter().filter(move |other| (other.at - at).abs() <= pair);
            near.min_by_key(move |other| (other.at - at).abs()).map(|other| (*measure, *above, *other))
        })
    }

    pub(super) fn counts_beside(&self, leaf: &Leaf, point: &Point) -> bool {
        self.beside(leaf, point).all(|(_, above, other)| other.value <= above + HAIR)
    }

    /// In words, what stood beside a value in whose company it might not count; empty for other clauses.
    pub fn company(&self, leaf: &Leaf, point: &Point) -> String {
        if leaf.not_with.is_empty() {
            return String::new();
        }
        let title =
            |measure: usize| self.rules().measures.get(measure).map_or("", |about| about.title.as_str());
        let found: Vec<String> = self
            .beside(leaf, point)
            .filter_map(|(measure, _, other)| {
                let shown = self.stay.readings.get(other.reading)?.shown();
                Some(format!("{} {shown}", title(measure).to_lowercase()))
            })
            .collect();
        if !found.is_empty() {
            return found.join(", ");
        }
        let all: Vec<String> =
            leaf.not_with.iter().map(|(measure, _)| title(*measure).to_lowercase()).collect();
        format!("{} not recorded beside it", all.join(" and "))
    }
}
