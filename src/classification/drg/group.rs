//! Groups a claim: Pre-MDC, multiple trauma, HIV, then the MDC of the principal diagnosis, twice: before and after
//! hospital-acquired conditions are taken out.

use super::{
    claim::{
        Assigned, Claim, Diagnosis, HacResult, HacStatus, Outcome, ReturnCode, SecondaryOutcome, Severity,
        Sex, is_discharge_status,
    },
    expr::{self, Op, Situation},
    tables::{BoxRule, DrgTables, DxFacts, ListSet, PrFacts, RowRule, dx_flag},
};
use crate::domain::drg::Code;

/// The "MDC" in which unrelated procedures are judged, as bit of a cluster's suppressions.
const UNRELATED: u8 = 29;

/// A secondary diagnosis with what is known of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Secondary {
    pub facts: DxFacts,
    /// Valid in this version.
    pub valid: bool,
    /// The principal diagnosis excludes it.
    pub excluded: bool,
    /// Dead, and it counts only alive.
    pub dead: bool,
    /// A hospital-acquired condition was met.
    pub hac_met: bool,
}

impl Secondary {
    /// 0 none, 1 CC, 2 MCC; whatever excludes it.
    fn level(&self) -> u8 {
        match self.facts.flags & (dx_flag::CC | dx_flag::MCC) {
            0 => 0,
            flags if flags & dx_flag::MCC != 0 => 2,
            _ => 1,
        }
    }
}

/// A stay with everything looked up.
#[derive(Debug)]
pub(super) struct Stay<'a> {
    pub tables: &'a DrgTables,
    pub claim: &'a Claim,
    pub principal: (usize, DxFacts),
    pub principal_lists: ListSet,
    pub secondary_lists: ListSet,
    pub secondary: Vec<Secondary>,
    /// Each valid procedure with the MDCs in which it does not count by itself.
    pub procedures: Vec<(PrFacts, u32)>,
    /// Places in the table, beside `procedures`.
    pub places: Vec<u32>,
    pub clusters: Vec<u16>,
}

/// Where a stay was assigned: the class (its place among the boxes) and the row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    pub rule: &'a BoxRule,
    pub row: &'a RowRule,
    /// The MDC that the claim is reported with.
    pub mdc: u8,
    /// The MDC whose view of the procedures counted.
    pub view: u8,
}

/// The severity of the stay in a DRG, and the stay seen from an MDC.
pub(super) struct View<'s> {
    pub stay: &'s Stay<'s>,
    pub mdc: u8,
    pub lists: ListSet,
    pub level: u8,
}

impl DrgTables {
    /// Groups a claim.
    pub fn group(&self, claim: &Claim) -> Outcome {
        let mut stay = match self.stay(claim) {
            Ok(stay) => stay,
            Err(code) => return refused(claim, code),
        };
        let first = stay.assign(false);
        let hacs = stay.hospital_acquired();
        let last = if hacs.n_met > 0 { stay.assign(true) } else { first };
        let mut outcome = Outcome {
            initial: assigned(first),
            last: assigned(last),
            code: match first {
                Some(_) => ReturnCode::Ok,
                None if stay.mdc().is_none() => ReturnCode::InvalidSex,
                None => ReturnCode::Ungroupable,
            },
            n_hac_categories: hacs.n_met,
            ..Outcome::default()
        };
        outcome.hac_status = match (hacs.n_met, outcome.initial == outcome.last) {
            (0, _) => HacStatus::NotApplicable,
            (_, true) => HacStatus::NoChange,
            (_, false) => HacStatus::Changes,
        };
        if hacs.without_poa {
            outcome.last = Assigned { drg: 999, mdc: 0 };
            outcome.code = ReturnCode::HacWithoutPoa;
        }
        outcome.secondary = stay.secondary_outcomes(first, last, hacs.results);
        outcome
    }

    /// Looks everything up; the error is why the claim cannot be grouped.
    pub(super) fn stay<'a>(&'a self, claim: &'a Claim) -> Result<Stay<'a>, ReturnCode> {
        // Appendix C, part 2: these count for patients only who left alive, so that it must be known who did.
        let alive_only = |dx: &Diagnosis| {
            self.dx_of(dx.code).is_some_and(|(_, facts)| facts.flags & dx_flag::ALIVE_ONLY != 0)
        };
        if !is_discharge_status(claim.discharge_status) && claim.secondary.iter().any(alive_only) {
            return Err(ReturnCode::InvalidDischargeStatus);
        }
        let principal = claim.principal.and_then(|dx| self.dx_of(dx.code));
        let Some(principal) = principal.filter(|(_, facts)| facts.flags & dx_flag::VALID != 0) else {
            return Err(ReturnCode::InvalidPrincipal);
        };
        if principal.1.flags & dx_flag::EXTERNAL != 0 {
            return Err(ReturnCode::CannotBePrincipal);
        }
        let mut stay = Stay {
            tables: self,
            claim,
            principal,
            principal_lists: ListSet::EMPTY,
            secondary_lists: ListSet::EMPTY,
            secondary: Vec::with_capacity(claim.secondary.len()),
            procedures: Vec::with_capacity(claim.procedures.len()),
            places: Vec::with_capacity(claim.procedures.len()),
            clusters: Vec::new(),
        };
        stay.principal_lists.add(self.dx_lists.get(usize::from(principal.1.lists)));
        for dx in &claim.secondary {
            let mut found = Secondary::default();
            if let Some((_, facts)) =
                self.dx_of(dx.code).filter(|(_, facts)| facts.flags & dx_flag::VALID != 0)
            {
                stay.secondary_lists.add(self.dx_lists.get(usize::from(facts.lists)));
                found = Secondary {
                    facts,
                    valid: true,
                    excluded: self.excludes(principal.0, facts),
                    dead: claim.discharge_status == 20 && facts.flags & dx_flag::ALIVE_ONLY != 0,
                    hac_met: false,
                };
            }
            stay.secondary.push(found);
        }
        for at in claim.procedures.iter().filter_map(|code| self.pr_codes.find(*code)) {
            stay.procedures.push((self.pr.get(at).copied().unwrap_or_default(), 0));
            stay.places.push(at as u32);
        }
        stay.find_clusters();
        Ok(stay)
    }
}

impl<'a> Stay<'a> {
    fn find_clusters(&mut self) {
        for place in &self.places {
            let keys = &self.tables.cluster_keys;
            let from = keys.partition_point(|(key, _)| key < place);
            let own = keys.get(from..).unwrap_or(&[]).iter().take_while(|(key, _)| key == place);
            for (_, cluster) in own {
                let codes = self.tables.cluster_codes.get(usize::from(*cluster));
                if codes.iter().all(|code| self.places.contains(code)) && !self.clusters.contains(cluster) {
                    self.clusters.push(*cluster);
                }
            }
        }
        for cluster in &self.clusters {
            let Some(facts) = self.tables.clusters.get(usize::from(*cluster)) else { continue };
            let codes = self.tables.cluster_codes.get(usize::from(*cluster));
            for (place, (_, suppressed)) in self.places.iter().zip(&mut self.procedures) {
                if codes.contains(place) {
                    *suppressed |= facts.suppresses;
                }
            }
        }
    }

    /// The procedures as an MDC sees them: clusters, and what they do not keep from counting by itself.
    pub fn seen_from(&self, mdc: u8) -> View<'_> {
        let mut lists = ListSet::EMPTY;
        for (facts, suppressed) in &self.procedures {
            if suppressed >> mdc & 1 == 0 {
                lists.add(self.tables.pr_lists.get(usize::from(facts.lists)));
            }
        }
        for cluster in &self.clusters {
            if let Some(facts) = self.tables.clusters.get(usize::from(*cluster)) {
                lists.add(self.tables.pr_lists.get(usize::from(facts.lists)));
            }
        }
        View { stay: self, mdc, lists, level: 0 }
    }

    /// The highest level of the secondary diagnoses that count in a DRG.
    pub fn level(&self, row: &RowRule, without_hacs: bool) -> u8 {
        let counts = |dx: &&Secondary| {
            !(dx.excluded || dx.dead || (without_hacs && dx.hac_met) || self.is_uncounted(dx.facts, row))
        };
        self.secondary.iter().filter(counts).map(Secondary::level).max().unwrap_or(0)
    }

    /// Whether a diagnosis belongs to the DRG's own definition (appendix C, part 3).
    pub fn is_uncounted(&self, facts: DxFacts, row: &RowRule) -> bool {
        row.uncounted
            .checked_sub(1)
            .is_some_and(|list| self.tables.dx_lists.get(usize::from(facts.lists)).contains(&list))
    }

    /// The MDC of the principal diagnosis; `None` if the sex should decide and is not known.
    pub fn mdc(&self) -> Option<u8> {
        let (_, facts) = self.principal;
        match self.claim.sex {
            Sex::Male => Some(facts.mdc_male),
            Sex::Female => Some(facts.mdc_female),
            Sex::Unknown | Sex::Invalid => (facts.mdc_male == facts.mdc_female).then_some(facts.mdc_male),
        }
    }

    /// Assigns the stay.
    pub fn assign(&self, without_hacs: bool) -> Option<Hit<'a>> {
        let own = self.mdc();
        let mut view = self.seen_from(0);
        if let Some(hit) = self.search(&mut view, 0, None, own.unwrap_or(0), without_hacs) {
            return Some(hit);
        }
        if self.is_multiple_trauma() {
            return self.in_mdc(24, without_hacs);
        }
        if self.is_hiv() {
            return self.in_mdc(25, without_hacs);
        }
        self.in_mdc(own.filter(|mdc| *mdc > 0)?, without_hacs)
    }

    /// Surgical classes, unrelated procedures, medical classes.
    fn in_mdc(&self, mdc: u8, without_hacs: bool) -> Option<Hit<'a>> {
        let mut view = self.seen_from(mdc);
        if let Some(hit) = self.search(&mut view, mdc, Some(true), mdc, without_hacs) {
            return Some(hit);
        }
        self.unrelated(mdc, without_hacs)
            .or_else(|| self.search(&mut view, mdc, Some(false), mdc, without_hacs))
    }

    /// Obstetrics, newborns, burns and HIV have no unrelated procedures: there the medical classes take the stay.
    fn unrelated(&self, mdc: u8, without_hacs: bool) -> Option<Hit<'a>> {
        let mut view = self.seen_from(UNRELATED);
        if matches!(mdc, 14 | 15 | 22 | 25) || !view.holds(Op::AnyOr, 0) {
            return None;
        }
        let rule = usize::from(!view.holds(Op::Extensive, 0));
        let tables: &'a DrgTables = self.tables;
        let rule = tables.unrelated.get(rule)?;
        let row = self.row(&mut view, rule, None, without_hacs)?;
        Some(Hit { rule, row, mdc, view: UNRELATED })
    }

    fn search(
        &self,
        view: &mut View<'_>,
        mdc: u8,
        surgical: Option<bool>,
        reported: u8,
        without_hacs: bool,
    ) -> Option<Hit<'a>> {
        let tables: &'a DrgTables = self.tables;
        let boxes = &tables.boxes;
        let from = boxes.partition_point(|rule| rule.mdc < mdc);
        let own = boxes.get(from..).unwrap_or(&[]).iter().take_while(|rule| rule.mdc == mdc);
        own.filter(|rule| expr::eval(&rule.when, view)).collect::<Vec<_>>().into_iter().find_map(|rule| {
            let row = self.row(view, rule, surgical, without_hacs)?;
            Some(Hit { rule, row, mdc: reported, view: mdc })
        })
    }

    /// The first row of a box that holds.
    fn row(
        &self,
        view: &mut View<'_>,
        rule: &'a BoxRule,
        surgical: Option<bool>,
        without_hacs: bool,
    ) -> Option<&'a RowRule> {
        rule.rows.iter().filter(|row| surgical.is_none_or(|wanted| row.surgical == wanted)).find(|row| {
            view.level = self.level(row, without_hacs);
            expr::eval(&row.when, view)
        })
    }

    /// Two or more sites of significant trauma, and the principal diagnosis is a trauma.
    pub fn is_multiple_trauma(&self) -> bool {
        let special = &self.tables.special;
        let has = |list: &&u16| self.principal_lists.has(**list) || self.secondary_lists.has(**list);
        self.principal_lists.has(special.trauma) && special.sites.iter().filter(has).count() >= 2
    }

    /// HIV as principal diagnosis, or as another one with a related principal diagnosis.
    pub fn is_hiv(&self) -> bool {
        let [principal, secondary, related] = self.tables.special.hiv;
        self.principal_lists.has(principal)
            || (self.secondary_lists.has(secondary) && self.principal_lists.has(related))
    }

    fn secondary_outcomes(
        &self,
        first: Option<Hit<'_>>,
        last: Option<Hit<'_>>,
        hacs: Vec<Vec<(u8, HacResult)>>,
    ) -> Vec<SecondaryOutcome> {
        let mut hacs = hacs.into_iter();
        self.claim
            .secondary
            .iter()
            .zip(&self.secondary)
            .map(|(dx, found)| SecondaryOutcome {
                code: dx.code,
                initial: self.severity(found, first, false),
                last: self.severity(found, last, true),
                poa: super::hac::poa_result(dx.poa, found.facts),
                hacs: hacs.next().unwrap_or_default(),
            })
            .collect()
    }

    pub(super) fn severity(&self, dx: &Secondary, hit: Option<Hit<'_>>, without_hacs: bool) -> Severity {
        let major = match dx.level() {
            0 => return Severity::Neither,
            level => level == 2,
        };
        let (plain, excluded, in_logic) = if major {
            (Severity::Mcc, Severity::MccExcluded, Severity::MccInLogic)
        } else {
            (Severity::Cc, Severity::CcExcluded, Severity::CcInLogic)
        };
        if dx.dead {
            Severity::Neither
        } else if dx.excluded {
            excluded
        } else if hit.is_some_and(|hit| self.is_uncounted(dx.facts, hit.row)) {
            in_logic
        } else if without_hacs && dx.hac_met {
            Severity::Neither
        } else {
            plain
        }
    }
}

impl View<'_> {
    fn any_or(&self, counts: impl Fn(&PrFacts) -> bool, cluster: impl Fn(u16) -> bool) -> bool {
        let stay = self.stay;
        stay.procedures
            .iter()
            .any(|(facts, suppressed)| suppressed >> self.mdc & 1 == 0 && facts.or && counts(facts))
            || stay.clusters.iter().any(|at| {
                let facts = stay.tables.clusters.get(usize::from(*at));
                // The combinations of appendix E, part 3, stand in no list and need no operating room.
                facts.is_some_and(|facts| {
                    !stay.tables.pr_lists.get(usize::from(facts.lists)).is_empty() && cluster(facts.lists)
                })
            })
    }

    fn n_procedures(&self, list: u16) -> usize {
        let lists = |facts: &PrFacts| self.stay.tables.pr_lists.get(usize::from(facts.lists)).contains(&list);
        self.stay
            .procedures
            .iter()
            .filter(|(facts, suppressed)| suppressed >> self.mdc & 1 == 0 && lists(facts))
            .count()
    }
}

impl Situation for View<'_> {
    fn holds(&self, op: Op, argument: u16) -> bool {
        let (stay, claim) = (self.stay, self.stay.claim);
        match op {
            Op::Procedure => self.lists.has(argument),
            Op::Principal => stay.principal_lists.has(argument),
            Op::Secondary => stay.secondary_lists.has(argument),
            Op::Either => stay.principal_lists.has(argument) || stay.secondary_lists.has(argument),
            Op::Only => {
                let listed = |dx: &Secondary| {
                    stay.tables.dx_lists.get(usize::from(dx.facts.lists)).contains(&argument)
                };
                stay.secondary.iter().filter(|dx| dx.valid).all(listed)
            }
            Op::AnyOr => self.any_or(|_| true, |_| true),
            Op::OrExcept => {
                let lists = |group: u16| !stay.tables.pr_lists.get(usize::from(group)).contains(&argument);
                self.any_or(|facts| lists(facts.lists), lists)
            }
            Op::Extensive => self.any_or(|facts| !facts.minor, |_| true),
            Op::Mcc => self.level == 2,
            Op::Cc => self.level == 1,
            Op::CcOrMcc => self.level > 0,
            Op::Alive => claim.discharge_status != 20,
            Op::Ama => claim.discharge_status == 7,
            Op::Transferred => matches!(claim.discharge_status, 2 | 5 | 66 | 82 | 85 | 94),
            Op::True => true,
            Op::And | Op::Or | Op::Not | Op::Count | Op::Sum | Op::Sites => false,
        }
    }

    fn adds_up(&self, op: Op, lists: &[u32], threshold: usize) -> bool {
        let n = |list: &u32| self.n_procedures(*list as u16);
        match op {
            Op::Count => lists.iter().map(n).sum::<usize>() >= threshold,
            Op::Sum => lists.iter().zip(1..).map(|(list, weight)| n(list) * weight).sum::<usize>() >= 4,
            Op::Sites => lists.iter().filter(|list| self.lists.has(**list as u16)).count() >= 2,
            _ => false,
        }
    }
}

fn assigned(hit: Option<Hit<'_>>) -> Assigned {
    hit.map_or(Assigned { drg: 999, mdc: 0 }, |hit| Assigned { drg: hit.row.drg, mdc: hit.mdc })
}

/// The outcome of a claim that cannot be grouped: nothing is said of its other diagnoses.
fn refused(claim: &Claim, code: ReturnCode) -> Outcome {
    let nothing = |code: Code| SecondaryOutcome { code, ..SecondaryOutcome::default() };
    let none = Assigned { drg: 999, mdc: 0 };
    Outcome {
        initial: none,
        last: none,
        code,
        secondary: claim.secondary.iter().map(|dx| nothing(dx.code)).collect(),
        ..Outcome::default()
    }
}
