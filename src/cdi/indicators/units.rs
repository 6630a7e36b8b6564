//! Units of results: which quantity they measure, and how one is turned into another.
//!
//! Written forms are those of UCUM and of common laboratories: `mg/dL`, `umol/L`, `10*3/uL`, `K/uL`, `mm[Hg]`, `Cel`.

/// Why a value cannot be turned into the unit of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// There is no unit beside the value.
    NoUnit,
    /// The unit is not known.
    Unknown(String),
    /// It measures another quantity.
    Other(String, String),
}

impl std::fmt::Display for WhyNot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoUnit => f.write_str("it has no unit"),
            Self::Unknown(unit) => write!(f, "its unit \"{unit}\" is not known"),
            Self::Other(from, to) => write!(f, "its unit \"{from}\" cannot be turned into {to}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Quantity {
    /// Grams in a litre.
    Mass,
    /// Moles in a litre; equivalents of ions with one charge too.
    Moles,
    /// Cells in a litre.
    Count,
    /// mmHg.
    Pressure,
    /// Degrees Celsius.
    Temperature,
    /// Metres.
    Length,
    /// Kilograms.
    Weight,
    /// In a minute.
    PerMinute,
    /// Litres in a minute.
    Flow,
    /// Parts of one.
    Part,
    /// Millilitres.
    Volume,
    /// Units in a litre.
    Activity,
    /// Kilograms on a square metre.
    BodyMass,
    /// Osmoles in a kilogram.
    Osmoles,
    /// A score, an index, a pH: no unit to speak of.
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Unit {
    quantity: Quantity,
    factor: f64,
    offset: f64,
}

/// Turns a value from one unit into another; `molar_mass` in g/mol joins mg/dL and mmol/L.
pub fn convert(value: f64, from: &str, to: &str, molar_mass: Option<f64>) -> Result<f64, WhyNot> {
    let target = read(to).ok_or_else(|| WhyNot::Unknown(to.to_owned()))?;
    if from.trim().is_empty() {
        return if target.quantity == Quantity::Plain { Ok(value) } else { Err(WhyNot::NoUnit) };
    }
    if from.trim() == to {
        return Ok(value);
    }
    let source = read(from).ok_or_else(|| WhyNot::Unknown(from.to_owned()))?;
    let base = value * source.factor + source.offset;
    let base = match (source.quantity, target.quantity, molar_mass) {
        (one, other, _) if one == other => base,
        (Quantity::Moles, Quantity::Mass, Some(mass)) => base * mass,
        (Quantity::Mass, Quantity::Moles, Some(mass)) => base / mass,
        _ => return Err(WhyNot::Other(from.to_owned(), to.to_owned())),
    };
    Ok((base - target.offset) / target.factor)
}

/// Whether a unit is known, for checking a rule file.
pub fn known(unit: &str) -> bool {
    read(unit).is_some()
}

fn read(text: &str) -> Option<Unit> {
    let folded: String = text
        .to_lowercase()
        .chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '[' | ']' | '{' | '}' | '\u{b0}'))
        .map(|char| if matches!(char, '\u{b5}' | '\u{3bc}') { 'u' } else { char })
        .collect();
    let unit = |quantity, factor| Some(Unit { quantity, factor, offset: 0.0 });
    match folded.as_str() {
        "%" | "percent" => return unit(Quantity::Part, 0.01),
        "ph" | "units" | "unit" | "score" | "inr" | "1" | "ratio" | "index" => {
            return unit(Quantity::Plain, 1.0);
        }
        "mmhg" | "torr" => return unit(Quantity::Pressure, 1.0),
        "kpa" => return unit(Quantity::Pressure, 7.500_62),
        "cel" | "c" | "degc" => return unit(Quantity::Temperature, 1.0),
        "degf" | "f" => {
            return Some(Unit { quantity: Quantity::Temperature, factor: 5.0 / 9.0, offset: -160.0 / 9.0 });
        }
        "m" => return unit(Quantity::Length, 1.0),
        "cm" => return unit(Quantity::Length, 0.01),
        "in" | "in_i" | "inch" | "inches" => return unit(Quantity::Length, 0.0254),
        "kg" => return unit(Quantity::Weight, 1.0),
        "g" => return unit(Quantity::Weight, 0.001),
        "lb" | "lbs" | "lb_av" => return unit(Quantity::Weight, 0.453_592_37),
        "/min" | "bpm" | "beats/min" | "breaths/min" | "1/min" | "beats/minute" => {
            return unit(Quantity::PerMinute, 1.0);
        }
        "ml" | "cc" | "ml/24h" | "ml/d" | "ml/day" => return unit(Quantity::Volume, 1.0),
        "l" | "l/24h" => return unit(Quantity::Volume, 1000.0),
        "l/min" | "lpm" => return unit(Quantity::Flow, 1.0),
        "ml/min" => return unit(Quantity::Flow, 0.001),
        "kg/m2" | "kg/m^2" | "kg/m\u{b2}" => return unit(Quantity::BodyMass, 1.0),
        "mosm/kg" | "mosmol/kg" | "mosm/kgh2o" => return unit(Quantity::Osmoles, 0.001),
        _ => {}
    }
    let (above, below) = folded.split_once('/')?;
    let litres = match below {
        "l" => 1.0,
        "dl" => 0.1,
        "ml" => 1e-3,
        "ul" | "mm3" | "cmm" => 1e-6,
        _ => return None,
    };
    let (quantity, amount) = amount(above)?;
    unit(quantity, amount / litres)
}

fn amount(text: &str) -> Option<(Quantity, f64)> {
    let counts = match text {
        "" | "#" | "cells" => Some(1.0),
        "k" | "10*3" | "10^3" | "x10*3" | "x10^3" | "x10e3" | "thou" | "10e3" | "x1000" => Some(1e3),
        "m" | "10*6" | "10^6" | "x10*6" | "x10^6" | "10e6" => Some(1e6),
        "10*9" | "10^9" | "x10*9" | "x10^9" | "10e9" => Some(1e9),
        "10*12" | "10^12" | "x10^12" => Some(1e12),
        _ => None,
    };
    if let Some(count) = counts {
        return Some((Quantity::Count, count));
    }
    let prefixed = |base: &str| {
        Some(match text.strip_suffix(base)? {
            "" => 1.0,
            "d" => 0.1,
            "m" => 1e-3,
            "u" | "mc" => 1e-6,
            "n" => 1e-9,
            "p" => 1e-12,
            "k" => 1e3,
            _ => return None,
        })
    };
    if matches!(text, "u" | "iu" | "mu" | "miu") {
        return Some((Quantity::Activity, if text.starts_with('m') { 1e-3 } else { 1.0 }));
    }
    prefixed("mol")
        .or_else(|| prefixed("eq"))
        .map(|factor| (Quantity::Moles, factor))
        .or_else(|| prefixed("g").map(|factor| (Quantity::Mass, factor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_units_are_turned_into_each_other() {
        let near = |got: Result<f64, WhyNot>, want: f64| {
            assert!((got.clone().unwrap() - want).abs() < want * 1e-3, "{got:?}");
        };
        near(convert(26.5, "umol/L", "mg/dL", Some(113.12)), 0.29977);
        near(convert(0.3, "mg/dL", "\u{b5}mol/L", Some(113.12)), 26.52);
        near(convert(130.0, "g/L", "g/dL", None), 13.0);
        near(convert(140.0, "mEq/L", "mmol/L", None), 140.0);
        near(convert(98.6, "[degF]", "Cel", None), 37.0);
        near(convert(8.0, "kPa", "mm[Hg]", None), 60.005);
        near(convert(150.0, "K/uL", "10*9/L", None), 150.0);
        near(convert(6200.0, "/uL", "10*3/uL", None), 6.2);
        near(convert(220.0, "lb", "kg", None), 99.79);
        near(convert(18.0, "mg/dL", "mmol/L", Some(90.08)), 1.998);
        near(convert(7.31, "units", "pH", None), 7.31);
    }

    #[test]
    fn what_cannot_be_turned_says_why() {
        assert_eq!(convert(1.0, "", "mg/dL", None), Err(WhyNot::NoUnit));
        assert_eq!(convert(1.0, "", "score", None), Ok(1.0));
        assert_eq!(convert(1.0, "furlong", "mg/dL", None), Err(WhyNot::Unknown("furlong".into())));
        assert!(matches!(convert(1.0, "mm[Hg]", "mg/dL", None), Err(WhyNot::Other(..))));
        assert!(matches!(convert(1.0, "umol/L", "mg/dL", None), Err(WhyNot::Other(..))));
    }
}
