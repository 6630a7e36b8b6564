//! A compiled version as bytes, and opened from them: no text is read, nothing is compiled again.

use super::tables::{
    BoxRule, ClusterFacts, DrgFacts, DrgTables, DxFacts, Groups, PartRule, PrFacts, Recent, RowRule, Special,
};
use crate::{
    classification::{
        codes::CodeTable,
        pickle::{In, Out},
    },
    domain::drg::{Code, Weight},
};

/// Raised when the meaning of the bytes changes.
const FORMAT: u64 = 1;

impl DrgTables {
    /// As bytes for [`DrgTables::from_bytes`]; the same tables give the same bytes. They compress well.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Out(b"DRGT".to_vec());
        out.number(FORMAT);
        out.text(&self.version);
        out.number(u64::from(self.valid_from));
        out.number(u64::from(self.valid_to));
        self.dx_codes.write(&mut out.0);
        out.numbers(self.dx.iter().map(|facts| facts.lists));
        out.numbers(self.dx.iter().map(|facts| facts.collection));
        out.numbers(self.dx.iter().map(|facts| facts.hacs));
        out.numbers(self.dx.iter().map(|facts| facts.mdc_male));
        out.numbers(self.dx.iter().map(|facts| facts.mdc_female));
        out.numbers(self.dx.iter().map(|facts| facts.flags));
        groups_out(&mut out, &self.dx_lists);
        self.pr_codes.write(&mut out.0);
        out.numbers(self.pr.iter().map(|facts| facts.lists));
        out.numbers(self.pr.iter().map(|facts| u8::from(facts.or) | u8::from(facts.minor) << 1));
        groups_out(&mut out, &self.pr_lists);
        out.number(self.collections.ends.len() as u64);
        for group in 0..self.collections.ends.len() {
            out.rising(self.collections.get(group));
        }
        out.numbers(self.clusters.iter().map(|facts| facts.lists));
        out.numbers(self.clusters.iter().map(|facts| facts.suppresses));
        groups_out(&mut out, &self.cluster_codes);
        out.numbers(self.cluster_keys.iter().map(|(key, _)| *key));
        out.numbers(self.cluster_keys.iter().map(|(_, cluster)| *cluster));
        boxes_out(&mut out, &self.boxes);
        boxes_out(&mut out, &self.unrelated);
        let special = &self.special;
        out.number(u64::from(special.trauma));
        out.numbers(special.sites.iter().copied());
        out.numbers(special.hiv.iter().copied());
        out.number(special.hacs.len() as u64);
        for (number, procedures, principal) in &special.hacs {
            out.number(u64::from(*number));
            out.number(u64::from(*procedures));
            out.number(u64::from(*principal));
        }
        for titles in [&self.mdc_titles, &self.hac_titles] {
            out.number(titles.len() as u64);
            for title in titles {
                out.text(title);
            }
        }
        out.number(self.drgs.len() as u64);
        for drg in &self.drgs {
            drg_out(&mut out, drg);
        }
        out.number(self.recent.len() as u64);
        for recent in &self.recent {
            out.number(recent.code.to_number());
            out.number(u64::from(recent.unsided));
            out.number(recent.like.to_number());
        }
        out.0
    }

    /// Opens what [`DrgTables::to_bytes`] made; `None` if the bytes are damaged or of another format.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = In(bytes.strip_prefix(b"DRGT")?);
        if from.number()? != FORMAT {
            return None;
        }
        let mut tables = Self {
            version: from.text()?,
            valid_from: from.small()?,
            valid_to: from.small()?,
            dx_codes: CodeTable::read(&mut from.0)?,
            ..Self::default()
        };
        tables.dx = dx_in(&mut from, tables.dx_codes.len())?;
        tables.dx_lists = groups_in(&mut from)?;
        tables.pr_codes = CodeTable::read(&mut from.0)?;
        let (lists, flags) = (from.numbers::<u16>()?, from.numbers::<u8>()?);
        if lists.len() != tables.pr_codes.len() || flags.len() != lists.len() {
            return None;
        }
        let facts = |(lists, flags): (u16, u8)| PrFacts { lists, or: flags & 1 != 0, minor: flags & 2 != 0 };
        tables.pr = lists.into_iter().zip(flags).map(facts).collect();
        tables.pr_lists = groups_in(&mut from)?;
        for _ in 0..from.count()? {
            let group = from.rising()?;
            tables.collections.push(group);
        }
        let (lists, suppresses) = (from.numbers::<u16>()?, from.numbers::<u32>()?);
        tables.clusters = lists
            .into_iter()
            .zip(suppresses)
            .map(|(lists, suppresses)| ClusterFacts { lists, suppresses })
            .collect();
        tables.cluster_codes = groups_in(&mut from)?;
        let (keys, clusters) = (from.numbers::<u32>()?, from.numbers::<u16>()?);
        tables.cluster_keys = keys.into_iter().zip(clusters).collect();
        tables.boxes = from.all(box_in)?;
        tables.unrelated = from.all(box_in)?;
        tables.special = special_in(&mut from)?;
        tables.mdc_titles = from.all(In::text)?;
        tables.hac_titles = from.all(In::text)?;
        tables.drgs = from.all(drg_in)?;
        tables.recent = from.all(|from| {
            Some(Recent {
                code: Code::from_number(from.number()?),
                unsided: from.number()? == 1,
                like: Code::from_number(from.number()?),
            })
        })?;
        from.0.is_empty().then_some(tables)
    }
}

fn dx_in(from: &mut In<'_>, n: usize) -> Option<Vec<DxFacts>> {
    let (lists, collections, hacs) = (from.numbers::<u16>()?, from.numbers::<u16>()?, from.numbers::<u16>()?);
    let (male, female, flags) = (from.numbers::<u8>()?, from.numbers::<u8>()?, from.numbers::<u8>()?);
    let lengths = [lists.len(), collections.len(), hacs.len(), male.len(), female.len(), flags.len()];
    if lengths != [n; 6] {
        return None;
    }
    let words = lists.into_iter().zip(collections).zip(hacs);
    let bytes = male.into_iter().zip(female).zip(flags);
    let facts = words.zip(bytes).map(|(((lists, collection), hacs), ((mdc_male, mdc_female), flags))| {
        DxFacts { lists, collection, hacs, mdc_male, mdc_female, flags }
    });
    Some(facts.collect())
}

fn groups_out<T: Into<u64> + Copy>(out: &mut Out, groups: &Groups<T>) {
    out.rising(&groups.ends);
    out.numbers(groups.members.iter().copied());
}

fn groups_in<T: TryFrom<u64>>(from: &mut In<'_>) -> Option<Groups<T>> {
    Some(Groups { ends: from.rising()?, members: from.numbers()? })
}

fn boxes_out(out: &mut Out, boxes: &[BoxRule]) {
    out.number(boxes.len() as u64);
    for rule in boxes {
        out.number(u64::from(rule.mdc));
        out.text(&rule.title);
        out.numbers(rule.when.iter().copied());
        out.number(rule.rows.len() as u64);
        for row in &rule.rows {
            out.numbers(row.when.iter().copied());
            out.number(u64::from(row.drg));
            out.number(u64::from(row.uncounted));
            out.number(u64::from(row.surgical));
        }
        out.number(rule.parts.len() as u64);
        for part in &rule.parts {
            out.text(&part.label);
            out.number(u64::from(part.procedures));
            out.number(u64::from(part.diagnoses));
        }
    }
}

fn box_in(from: &mut In<'_>) -> Option<BoxRule> {
    Some(BoxRule {
        mdc: from.small()?,
        title: from.text()?,
        when: from.numbers()?,
        rows: from.all(|from| {
            Some(RowRule {
                when: from.numbers()?,
                drg: from.small()?,
                uncounted: from.small()?,
                surgical: from.number()? == 1,
            })
        })?,
        parts: from.all(|from| {
            Some(PartRule { label: from.text()?, procedures: from.small()?, diagnoses: from.small()? })
        })?,
    })
}

fn special_in(from: &mut In<'_>) -> Option<Special> {
    Some(Special {
        trauma: from.small()?,
        sites: from.numbers()?,
        hiv: from.numbers::<u16>()?.try_into().ok()?,
        hacs: from.all(|from| Some((from.small()?, from.small()?, from.small()?)))?,
    })
}

fn drg_out(out: &mut Out, drg: &DrgFacts) {
    out.number(u64::from(drg.drg));
    out.number(u64::from(drg.mdc));
    out.number(drg.surgical.map_or(0, |surgical| 1 + u64::from(surgical)));
    out.text(&drg.title);
    let weight = drg.weight.clone().unwrap_or_default();
    out.number(
        u64::from(drg.weight.is_some())
            | u64::from(weight.post_acute) << 1
            | u64::from(weight.special_pay) << 2,
    );
    for figure in [weight.weight_e4, weight.geometric_days_e1, weight.arithmetic_days_e1] {
        out.number(figure.map_or(0, |figure| u64::from(figure) + 1));
    }
}

fn drg_in(from: &mut In<'_>) -> Option<DrgFacts> {
    let mut drg = DrgFacts {
        drg: from.small()?,
        mdc: from.small()?,
        surgical: match from.number()? {
            0 => None,
            sign => Some(sign == 2),
        },
        title: from.text()?,
        weight: None,
    };
    let flags = from.number()?;
    let mut figure = || Some(from.number()?.checked_sub(1).and_then(|figure| u32::try_from(figure).ok()));
    let weight = Weight {
        drg: drg.drg,
        post_acute: flags & 2 != 0,
        special_pay: flags & 4 != 0,
        weight_e4: figure()?,
        geometric_days_e1: figure()?,
        arithmetic_days_e1: figure()?,
    };
    drg.weight = (flags & 1 != 0).then_some(weight);
    Some(drg)
}
