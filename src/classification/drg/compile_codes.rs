//! The second half of compiling: what is known of each diagnosis, procedure and cluster.

use super::{
    compile::{CompileError, Compiler, cluster_key, wrong_all},
    tables::{ClusterFacts, DrgTables, DxFacts, Groups, PrFacts, dx_flag},
};
use crate::{
    classification::codes::CodeTable,
    domain::drg::{Code, Member, Part},
};
use std::collections::BTreeMap;

/// All MDCs and the unrelated procedures, as bits of [`ClusterFacts::suppresses`].
const EVERYWHERE: u32 = u32::MAX;

impl Compiler<'_> {
    pub(super) fn diagnoses(&self, out: &mut DrgTables, valid: &[Code]) {
        let manual = self.manual;
        let lists = self.dx.by_member();
        let mut facts: BTreeMap<Code, DxFacts> = BTreeMap::new();
        for code in manual.collections.iter().flat_map(|(_, codes)| codes) {
            facts.entry(*code).or_default();
        }
        for members in lists.keys() {
            facts.extend(members.iter().map(|code| (*code, DxFacts::default())));
        }
        for code in valid.iter().filter(|code| code.is_external_cause()) {
            facts.entry(*code).or_default().flags |= dx_flag::VALID | dx_flag::EXTERNAL;
        }
        for mdc in &manual.mdcs {
            for code in &mdc.diagnoses {
                let entry = facts.entry(*code).or_default();
                entry.flags |= dx_flag::VALID;
                // Two MDCs share a code only where the sex decides: the male organs are MDC 12, the female MDC 13.
                if mdc.number != 12 || entry.mdc_female == 0 {
                    entry.mdc_female = mdc.number;
                }
                if mdc.number != 13 || entry.mdc_male == 0 {
                    entry.mdc_male = mdc.number;
                }
            }
        }
        let numbers: BTreeMap<u16, u16> =
            manual.collections.iter().enumerate().map(|(at, (number, _))| (*number, at as u16 + 1)).collect();
        for entry in &manual.comorbidities {
            let facts = facts.entry(entry.code).or_default();
            facts.flags |= dx_flag::VALID | if entry.major { dx_flag::MCC } else { dx_flag::CC };
            facts.collection =
                entry.collection.and_then(|(number, _)| numbers.get(&number).copied()).unwrap_or_default();
        }
        for code in &manual.alive_only {
            facts.entry(*code).or_default().flags |= dx_flag::ALIVE_ONLY;
        }
        for hac in &manual.hacs {
            for part in hac.parts.iter().filter(|part| is_secondary(part)) {
                let bit = if part.headings.iter().any(|line| line.starts_with("IN ADDITION")) {
                    15
                } else {
                    hac.number
                };
                for code in part.members.iter().flat_map(|member| &member.codes) {
                    facts.entry(*code).or_default().hacs |= 1 << bit;
                }
            }
        }
        let mut groups = Grouped::default();
        out.dx_codes = CodeTable::new(facts.keys().copied());
        out.dx = facts
            .iter()
            .map(|(code, facts)| DxFacts { lists: groups.number(lists.get([*code].as_slice())), ..*facts })
            .collect();
        out.dx_lists = groups.into_groups();
        for (_, codes) in &manual.collections {
            let mut places: Vec<u32> =
                codes.iter().filter_map(|code| out.dx_codes.find(*code)).map(|at| at as u32).collect();
            places.sort_unstable();
            out.collections.push(places);
        }
    }

    pub(super) fn procedures(&self, out: &mut DrgTables) -> Result<(), CompileError> {
        let manual = self.manual;
        let lists = self.pr.by_member();
        let mut facts: BTreeMap<Code, PrFacts> = BTreeMap::new();
        let mut clusters: BTreeMap<Vec<Code>, u32> = BTreeMap::new();
        let boxes = manual.classes.iter().chain(&manual.unrelated).flat_map(|class| &class.parts);
        let parts = boxes.chain(manual.mdcs.iter().flat_map(|mdc| &mdc.parts)).map(|part| &part.members);
        for member in parts.chain([&manual.obstetric]).flatten() {
            member_facts(member, &mut facts, &mut clusters);
        }
        let minor = manual.unrelated.iter().flat_map(|class| &class.parts).flat_map(|part| &part.members);
        for code in minor.flat_map(|member| &member.codes) {
            facts.entry(*code).or_default().minor = true;
        }
        for members in lists.keys() {
            for code in *members {
                facts.entry(*code).or_default();
            }
        }
        for cluster in &manual.clusters {
            let mut codes = cluster.codes.clone();
            codes.sort_unstable();
            let Some(suppresses) = clusters.get_mut(&codes) else {
                let names: Vec<String> = codes.iter().map(Code::to_string).collect();
                return Err(wrong_all(format!(
                    "Appendix E has the cluster {}, no chapter has it.",
                    names.join(" and ")
                )));
            };
            for (mdc, ..) in &cluster.leads {
                *suppresses |= 1 << mdc;
            }
        }
        for codes in &manual.non_or {
            let mut codes = codes.clone();
            codes.sort_unstable();
            clusters.insert(codes, EVERYWHERE);
        }
        let mut groups = Grouped::default();
        out.pr_codes = CodeTable::new(facts.keys().copied());
        out.pr = facts
            .iter()
            .map(|(code, facts)| PrFacts { lists: groups.number(lists.get([*code].as_slice())), ..*facts })
            .collect();
        let mut used: BTreeMap<u32, u32> = BTreeMap::new();
        for (codes, suppresses) in &clusters {
            let places: Vec<u32> =
                codes.iter().filter_map(|code| out.pr_codes.find(*code)).map(|at| at as u32).collect();
            for place in &places {
                *used.entry(*place).or_default() += 1;
            }
            out.cluster_codes.push(places);
            let own = lists.get(codes.as_slice());
            out.clusters.push(ClusterFacts { lists: groups.number(own), suppresses: *suppresses });
        }
        out.pr_lists = groups.into_groups();
        // Each cluster is looked up by that of its procedures which is in the fewest clusters.
        for cluster in 0..out.clusters.len() {
            let rarest = out.cluster_codes.get(cluster).iter().min_by_key(|place| used.get(*place));
            out.cluster_keys.extend(rarest.map(|place| (*place, cluster as u16)));
        }
        out.cluster_keys.sort_unstable();
        Ok(())
    }
}

fn is_secondary(part: &Part) -> bool {
    part.headings.last().is_some_and(|line| line == "SECONDARY DIAGNOSIS" || line.starts_with("IN ADDITION"))
}

/// A code by itself and without a star needs an operating room; a cluster does as a whole.
fn member_facts(
    member: &Member,
    facts: &mut BTreeMap<Code, PrFacts>,
    clusters: &mut BTreeMap<Vec<Code>, u32>,
) {
    if !member.codes.iter().all(|code| code.is_procedure()) {
        return;
    }
    match member.codes.as_slice() {
        [code] => facts.entry(*code).or_default().or |= !member.non_or,
        codes => {
            for code in codes {
                facts.entry(*code).or_default();
            }
            clusters.entry(cluster_key(member)).or_default();
        }
    }
}

/// Groups of lists, each different one once.
#[derive(Default)]
struct Grouped {
    known: BTreeMap<Vec<u16>, u16>,
    order: Vec<Vec<u16>>,
}

impl Grouped {
    fn number(&mut self, lists: Option<&Vec<u16>>) -> u16 {
        let lists = lists.cloned().unwrap_or_default();
        let next = self.order.len() as u16;
        if let Some(known) = self.known.get(&lists) {
            return *known;
        }
        self.order.push(lists.clone());
        self.known.insert(lists, next);
        next
    }

    fn into_groups(self) -> Groups<u16> {
        let mut groups = Groups::default();
        for lists in self.order {
            groups.push(lists);
        }
        groups
    }
}
