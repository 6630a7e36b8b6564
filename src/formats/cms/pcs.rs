//! ICD-10-PCS tables and definitions as CMS publishes them.

use super::xml::{Tag, Xml};
use crate::{
    domain::codeset::{AxisValue, PcsDefinition, PcsRow, PcsTable},
    fault::Fault,
};

/// Reads the tables; the root element is open. Each row must make as many codes as it promises.
pub fn read_tables(xml: &mut Xml<'_>) -> Result<(u16, Vec<PcsTable>), Fault> {
    let (mut year, mut tables) = (0, Vec::new());
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = xml.year()?,
            "pcsTable" => tables.push(table(xml)?),
            _ => xml.skip()?,
        }
    }
    if year == 0 {
        return Err(xml.fault("The tables do not say their year."));
    }
    Ok((year, tables))
}

fn table(xml: &mut Xml<'_>) -> Result<PcsTable, Fault> {
    let mut table = PcsTable::default();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "axis" => {
                let (_, mut values, definition) = axis(xml, &tag)?;
                table.head.append(&mut values);
                if !definition.is_empty() {
                    table.definition = definition;
                }
            }
            "pcsRow" => {
                let row = row(xml, &tag, &mut table.axis_titles)?;
                table.rows.push(row);
            }
            _ => xml.skip()?,
        }
    }
    if table.head.len() != 3 || table.rows.is_empty() {
        return Err(xml.fault("A table does not have its first three axes and at least one row."));
    }
    Ok(table)
}

fn row(xml: &mut Xml<'_>, open: &Tag, titles: &mut Vec<String>) -> Result<PcsRow, Fault> {
    let mut row = PcsRow::default();
    while let Some(tag) = xml.child()? {
        let position: usize = tag.attribute("pos").parse().unwrap_or(0);
        let (title, values, _) = axis(xml, &tag)?;
        let Some(slot) = position.checked_sub(4).and_then(|idx| row.axes.get_mut(idx)) else {
            return Err(xml.fault(format!("A row has an axis \"{}\", not 4 to 7.", tag.attribute("pos"))));
        };
        *slot = values;
        titles.resize(4, String::new());
        if let Some(kept) = titles.get_mut(position - 4) {
            *kept = title;
        }
    }
    let n_codes: usize = row.axes.iter().map(Vec::len).product();
    let promised = open.attribute("codes");
    if n_codes == 0 || promised.parse() != Ok(n_codes) {
        return Err(xml.fault(format!("A row promises {promised} codes and makes {n_codes}.")));
    }
    Ok(row)
}

fn axis(xml: &mut Xml<'_>, open: &Tag) -> Result<(String, Vec<AxisValue>, String), Fault> {
    let (mut title, mut values, mut definition) = (String::new(), Vec::new(), String::new());
    while let Some(tag) = xml.child()? {
        let text = xml.text()?;
        match tag.name.as_str() {
            "title" => title = text,
            "label" => {
                let mut chars = tag.attribute("code").chars();
                match (chars.next(), chars.next()) {
                    (Some(value), None) if value.is_ascii_digit() || value.is_ascii_uppercase() => {
                        values.push(AxisValue { value, label: text });
                    }
                    _ => return Err(xml.fault("A label's value is not one digit or capital letter.")),
                }
            }
            "definition" => definition = text,
            _ => {}
        }
    }
    if open.attribute("values").parse() != Ok(values.len()) {
        let promised = open.attribute("values");
        return Err(xml.fault(format!("An axis promises {promised} values and has {}.", values.len())));
    }
    Ok((title, values, definition))
}

/// Reads the definitions; the root element is open.
pub fn read_definitions(xml: &mut Xml<'_>) -> Result<(u16, Vec<PcsDefinition>), Fault> {
    let (mut year, mut all) = (0, Vec::new());
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = xml.year()?,
            "section" => section(xml, tag.attribute("code").chars().next().unwrap_or('0'), &mut all)?,
            _ => xml.skip()?,
        }
    }
    if year == 0 || all.is_empty() {
        return Err(xml.fault("The definitions do not say their year, or there are none."));
    }
    Ok((year, all))
}

fn section(xml: &mut Xml<'_>, section: char, all: &mut Vec<PcsDefinition>) -> Result<(), Fault> {
    while let Some(tag) = xml.child()? {
        if tag.name != "axis" {
            xml.skip()?;
            continue;
        }
        let axis = tag.attribute("pos").parse().unwrap_or(0);
        while let Some(tag) = xml.child()? {
            if tag.name != "terms" {
                xml.skip()?;
                continue;
            }
            let definition = terms(xml, section, axis)?;
            all.push(definition);
        }
    }
    Ok(())
}

fn terms(xml: &mut Xml<'_>, section: char, axis: u8) -> Result<PcsDefinition, Fault> {
    let mut definition = PcsDefinition { section, axis, ..PcsDefinition::default() };
    while let Some(tag) = xml.child()? {
        let text = xml.text()?;
        match tag.name.as_str() {
            "title" => definition.title = text,
            "includes" => definition.includes.push(text),
            "definition" | "explanation" => {
                if !definition.text.is_empty() {
                    definition.text.push_str(". ");
                }
                definition.text.push_str(&text);
            }
            _ => {}
        }
    }
    Ok(definition)
}
