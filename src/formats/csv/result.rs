//! Rows about observed values: numbers with signs, texts, ranges, and parts of one observation such as `110/65`.

use super::clinical::{CodePlan, Head};
use super::encounter::when;
use super::expr::{Expr, number};
use super::fields::Fields;
use super::patient::text;
use super::row::{FieldFault, Row};
use super::typed::Moment;
use crate::domain::facts::{Coded, Fact, ResultFact, ResultValue};
use crate::fault::Fault;

/// A fact about a result.
pub struct ResultPlan {
    head: Head,
    code: CodePlan,
    component: Option<u32>,
    panel: Option<Expr>,
    panel_code: Option<Expr>,
    panel_system: Option<Expr>,
    category: Option<Expr>,
    at: Option<Moment>,
    value: Option<Expr>,
    number: Option<Expr>,
    comment: Option<Expr>,
    absent: Option<Expr>,
    unit: Option<Expr>,
    low: Option<Expr>,
    high: Option<Expr>,
    range: Option<Expr>,
    flag: Option<Expr>,
    status: Option<Expr>,
}

impl ResultPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            head: Head::read(fields)?,
            code: CodePlan::read(fields)?,
            component: fields.section.number("component", 1, 1000)?,
            panel: fields.text("panel")?,
            panel_code: fields.text("panel_code")?,
            panel_system: fields.text("panel_system")?,
            category: fields.text("category")?,
            at: fields.moment("at")?,
            value: fields.text("value")?,
            number: fields.text("number")?,
            comment: fields.text("comment")?,
            absent: fields.text("absent")?,
            unit: fields.text("unit")?,
            low: fields.text("low")?,
            high: fields.text("high")?,
            range: fields.text("range")?,
            flag: fields.text("flag")?,
            status: fields.text("status")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let (mut origin, patient, encounter) = self.head.of(row)?;
        if let Some(component) = self.component {
            origin.key = format!("{}.{component}", origin.key);
        }
        let limit = |expr: &Option<Expr>| expr.as_ref().map_or(Ok(None), |expr| expr.number(row));
        Ok(Fact::Result(Box::new(ResultFact {
            origin,
            patient,
            encounter,
            report: None,
            code: self.code.of(row)?,
            panel: self.panel(row),
            category: text(self.category.as_ref(), row),
            at: when(self.at.as_ref(), row)?,
            value: self.value(row)?,
            unit: text(self.unit.as_ref(), row),
            range_low: limit(&self.low)?,
            range_high: limit(&self.high)?,
            range_text: text(self.range.as_ref(), row),
            flag: text(self.flag.as_ref(), row),
            status: text(self.status.as_ref(), row),
        })))
    }

    fn panel(&self, row: &Row<'_>) -> Option<Coded> {
        let (display, code) = (text(self.panel.as_ref(), row), text(self.panel_code.as_ref(), row));
        let system = text(self.panel_system.as_ref(), row);
        (!display.is_empty() || !code.is_empty()).then_some(Coded { system, code, display })
    }

    /// The value: what `value` says, as a number if it is one; else `number`; else what `comment` says, of which a
    /// number with a sign at its beginning counts as the value ("<0.01. Suggests ...").
    fn value(&self, row: &Row<'_>) -> Result<ResultValue, FieldFault> {
        let value = text(self.value.as_ref(), row);
        if let Some(number) = signed(&value) {
            return Ok(number);
        }
        if let Some(expr) = &self.number {
            let digits = expr.text(row);
            if let Some(value) = expr.number(row)? {
                let text = digits.into_owned();
                return Ok(ResultValue::Number { comparator: String::new(), value, text });
            }
        }
        if !value.is_empty() {
            return Ok(ResultValue::Text(value));
        }
        let comment = text(self.comment.as_ref(), row);
        Ok(if comment.is_empty() {
            ResultValue::Absent(text(self.absent.as_ref(), row))
        } else {
            first_sentence(&comment).and_then(signed_only).unwrap_or(ResultValue::Text(comment))
        })
    }
}

/// A number with or without a sign before it, and nothing else.
fn signed(text: &str) -> Option<ResultValue> {
    let signs = ["<=", ">=", "=<", "=>", "<", ">"];
    let (sign, rest) =
        signs.iter().find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest))).unwrap_or(("", text));
    let comparator = match sign {
        "=<" => "<=",
        "=>" => ">=",
        sign => sign,
    };
    let digits = rest.trim();
    let value = number(digits)?;
    Some(ResultValue::Number { comparator: comparator.to_owned(), value, text: digits.to_owned() })
}

/// A number that has a sign: a bare number in a comment may be anything.
fn signed_only(text: &str) -> Option<ResultValue> {
    text.starts_with(['<', '>', '=']).then(|| signed(text)).flatten()
}

/// Up to the first full stop that ends a word; laboratories mark values with a star behind them.
fn first_sentence(comment: &str) -> Option<&str> {
    let comment = comment.split(['\n', ';']).next()?;
    let whole = comment.split(". ").next()?;
    Some(whole.trim_end().trim_end_matches(['.', '*']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(comparator: &str, value: f64, text: &str) -> Option<ResultValue> {
        Some(ResultValue::Number { comparator: comparator.to_owned(), value, text: text.to_owned() })
    }

    #[test]
    fn signs_stay_with_their_numbers() {
        assert_eq!(signed("1.10"), numbered("", 1.1, "1.10"));
        assert_eq!(signed("<0.01"), numbered("<", 0.01, "0.01"));
        assert_eq!(signed(">= 1000"), numbered(">=", 1000.0, "1000"));
        assert_eq!(signed("=>4"), numbered(">=", 4.0, "4"));
        assert_eq!(signed("-3"), numbered("", -3.0, "-3"));
        for text in ["", "NEG", "1-2", "110/65", "inf", "NaN", "<", "1 2", "0x10"] {
            assert_eq!(signed(text), None, "{text}");
        }
    }

    #[test]
    fn a_comment_counts_only_where_it_begins_with_a_sign() {
        let value = |comment: &'static str| first_sentence(comment).and_then(signed_only);
        assert_eq!(value("<0.01.  SUGGESTS > 0.10 NG/ML."), numbered("<", 0.01, "0.01"));
        assert_eq!(value(">1000."), numbered(">", 1000.0, "1000"));
        assert_eq!(value("<3*."), numbered("<", 3.0, "3"));
        assert_eq!(value("7.2. POINT OF CARE"), None);
        assert_eq!(value("NEG."), None);
    }
}
