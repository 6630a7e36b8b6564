//! Rows about persons: patients, and the clinicians of a directory.

use super::expr::Expr;
use super::fields::Fields;
use super::row::{FieldFault, Row};
use super::typed::{Choice, Key, Moment};
use crate::domain::facts::{
    Address, Fact, Identifier, NameUse, Origin, PatientFact, PersonName, PractitionerFact, Scope, Sex,
    Telecom,
};
use crate::fault::Fault;

/// Words for a sex, as records write it.
const SEXES: &[(&str, Sex)] = &[
    ("female", Sex::Female),
    ("f", Sex::Female),
    ("male", Sex::Male),
    ("m", Sex::Male),
    ("other", Sex::Other),
    ("o", Sex::Other),
    ("unknown", Sex::Unknown),
    ("u", Sex::Unknown),
];

/// Words for yes and no.
pub const YES_NO: &[(&str, bool)] = &[
    ("yes", true),
    ("y", true),
    ("true", true),
    ("t", true),
    ("1", true),
    ("no", false),
    ("n", false),
    ("false", false),
    ("f", false),
    ("0", false),
];

/// The parts of a name.
struct NamePlan {
    prefix: Option<Expr>,
    family: Option<Expr>,
    given: Option<Expr>,
    middle: Option<Expr>,
    suffix: Option<Expr>,
    full_name: Option<Expr>,
}

/// Phones and mail: field, kind, use.
const TELECOMS: [(&str, &str, &str); 5] = [
    ("phone", "phone", "home"),
    ("mobile", "mobile", ""),
    ("work_phone", "phone", "work"),
    ("fax", "fax", ""),
    ("email", "email", ""),
];

/// A fact about a patient.
pub struct PatientPlan {
    key: Key,
    as_of: Option<Moment>,
    whole: bool,
    identifiers: Vec<(String, Expr)>,
    assigner: Option<Expr>,
    name: NamePlan,
    maiden: Option<Expr>,
    alias_family: Option<Expr>,
    alias_given: Option<Expr>,
    birth_date: Option<Moment>,
    sex: Option<Choice<Sex>>,
    deceased: Option<Choice<bool>>,
    death: Option<Moment>,
    street: Option<Expr>,
    city: Option<Expr>,
    state: Option<Expr>,
    zip: Option<Expr>,
    country: Option<Expr>,
    telecoms: Vec<(Expr, &'static str, &'static str)>,
    language: Option<Expr>,
    marital: Option<Expr>,
    race: Option<Expr>,
    ethnicity: Option<Expr>,
    mothers_maiden_name: Option<Expr>,
    birth_order: Option<Expr>,
    active: Option<Choice<bool>>,
    flags: Option<Expr>,
}

/// A fact about a clinician.
pub struct ProviderPlan {
    key: Key,
    as_of: Option<Moment>,
    npi: Option<Expr>,
    identifiers: Vec<(String, Expr)>,
    assigner: Option<Expr>,
    name: NamePlan,
    credential: Option<Expr>,
    specialty: Option<Expr>,
    service: Option<Expr>,
    trainee: Option<Choice<bool>>,
    active: Option<Choice<bool>>,
}

impl PatientPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        let key = fields.key("key")?.ok_or_else(|| fields.section.missing("key"))?;
        let mut telecoms = Vec::new();
        for (name, kind, telecom_use) in TELECOMS {
            telecoms.extend(fields.text(name)?.map(|expr| (expr, kind, telecom_use)));
        }
        Ok(Self {
            key,
            telecoms,
            as_of: fields.moment("as_of")?,
            whole: fields.section.flag("whole")?,
            identifiers: fields.named("identifiers")?,
            assigner: fields.text("assigner")?,
            name: NamePlan::read(fields)?,
            maiden: fields.text("maiden")?,
            alias_family: fields.text("alias_family")?,
            alias_given: fields.text("alias_given")?,
            birth_date: fields.moment("birth_date")?,
            sex: fields.choice("sex", SEXES)?,
            deceased: fields.choice("deceased", YES_NO)?,
            death: fields.moment("death")?,
            street: fields.text("street")?,
            city: fields.text("city")?,
            state: fields.text("state")?,
            zip: fields.text("zip")?,
            country: fields.text("country")?,
            language: fields.text("language")?,
            marital: fields.text("marital")?,
            race: fields.text("race")?,
            ethnicity: fields.text("ethnicity")?,
            mothers_maiden_name: fields.text("mothers_maiden_name")?,
            birth_order: fields.text("birth_order")?,
            active: fields.choice("active", YES_NO)?,
            flags: fields.text("flags")?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let death = self.death.as_ref().map(|death| death.when(row)).transpose()?.flatten();
        let dead = pick(self.deceased.as_ref(), row)? == Some(true);
        let birth_order = self.birth_order.as_ref().map(|order| order.integer(row)).transpose()?.flatten();
        Ok(Fact::Patient(Box::new(PatientFact {
            origin: origin(&self.key, self.as_of.as_ref(), row)?,
            scope: if self.whole { Scope::Whole } else { Scope::Partial },
            cleared: Vec::new(),
            identifiers: identifiers(&self.identifiers, self.assigner.as_ref(), row),
            names: self.names(row),
            birth_date: self.birth_date.as_ref().map(|date| date.date(row)).transpose()?.flatten(),
            sex: pick(self.sex.as_ref(), row)?,
            // A time of death says that the person is dead; so does a yes without a time.
            death: (death.is_some() || dead).then_some(death),
            addresses: self.addresses(row),
            telecoms: self.telecoms(row),
            language: some(self.language.as_ref(), row),
            marital: some(self.marital.as_ref(), row),
            race: some(self.race.as_ref(), row),
            ethnicity: some(self.ethnicity.as_ref(), row),
            mothers_maiden_name: some(self.mothers_maiden_name.as_ref(), row),
            birth_order,
            active: pick(self.active.as_ref(), row)?,
            flags: flags(self.flags.as_ref(), row),
            replaced_by: None,
        })))
    }

    fn names(&self, row: &Row<'_>) -> Vec<PersonName> {
        let official = self.name.of(row);
        let further = |name_use, family: String, given: String| PersonName {
            name_use,
            given: if given.is_empty() { official.given.clone() } else { given },
            family: if family.is_empty() { official.family.clone() } else { family },
            ..PersonName::default()
        };
        let maiden = text(self.maiden.as_ref(), row);
        let (family, given) = (text(self.alias_family.as_ref(), row), text(self.alias_given.as_ref(), row));
        let mut names = Vec::with_capacity(1);
        if !maiden.is_empty() {
            names.push(further(NameUse::Maiden, maiden, String::new()));
        }
        if !family.is_empty() || !given.is_empty() {
            names.push(further(NameUse::Alias, family, given));
        }
        if !official.family.is_empty() || !official.given.is_empty() {
            names.insert(0, official);
        }
        names
    }

    fn addresses(&self, row: &Row<'_>) -> Vec<Address> {
        let address = Address {
            address_use: "home".to_owned(),
            street: text(self.street.as_ref(), row),
            city: text(self.city.as_ref(), row),
            state: text(self.state.as_ref(), row),
            zip: text(self.zip.as_ref(), row),
            country: text(self.country.as_ref(), row),
        };
        let parts = [&address.street, &address.city, &address.state, &address.zip, &address.country];
        if parts.iter().all(|part| part.is_empty()) { Vec::new() } else { vec![address] }
    }

    fn telecoms(&self, row: &Row<'_>) -> Vec<Telecom> {
        let telecom = |(expr, kind, telecom_use): &(Expr, &'static str, &'static str)| {
            let value = expr.some(row)?;
            Some(Telecom { kind: (*kind).to_owned(), telecom_use: (*telecom_use).to_owned(), value })
        };
        self.telecoms.iter().filter_map(telecom).collect()
    }
}

impl ProviderPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            key: fields.key("key")?.ok_or_else(|| fields.section.missing("key"))?,
            as_of: fields.moment("as_of")?,
            npi: fields.text("npi")?,
            identifiers: fields.named("identifiers")?,
            assigner: fields.text("assigner")?,
            name: NamePlan::read(fields)?,
            credential: fields.text("credential")?,
            specialty: fields.text("specialty")?,
            service: fields.text("service")?,
            trainee: fields.choice("trainee", YES_NO)?,
            active: fields.choice("active", YES_NO)?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        Ok(Fact::Practitioner(Box::new(PractitionerFact {
            origin: origin(&self.key, self.as_of.as_ref(), row)?,
            scope: Scope::Partial,
            npi: some(self.npi.as_ref(), row),
            identifiers: identifiers(&self.identifiers, self.assigner.as_ref(), row),
            name: self.name.of(row),
            credential: some(self.credential.as_ref(), row),
            specialty: some(self.specialty.as_ref(), row),
            service: some(self.service.as_ref(), row),
            trainee: pick(self.trainee.as_ref(), row)?.unwrap_or(false),
            leave: Vec::new(),
            active: pick(self.active.as_ref(), row)?.unwrap_or(true),
        })))
    }
}

impl NamePlan {
    fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            prefix: fields.text("prefix")?,
            family: fields.text("family")?,
            given: fields.text("given")?,
            middle: fields.text("middle")?,
            suffix: fields.text("suffix")?,
            full_name: fields.text("full_name")?,
        })
    }

    /// The official name; from the whole name only where neither family nor given name is there.
    fn of(&self, row: &Row<'_>) -> PersonName {
        let mut name = PersonName {
            name_use: NameUse::Official,
            prefix: text(self.prefix.as_ref(), row),
            family: text(self.family.as_ref(), row),
            given: text(self.given.as_ref(), row),
            middle: text(self.middle.as_ref(), row),
            suffix: text(self.suffix.as_ref(), row),
        };
        if name.family.is_empty() && name.given.is_empty() {
            apart(&text(self.full_name.as_ref(), row), &mut name);
        }
        name
    }
}

/// `Smith, John Quincy` or `John Quincy Smith`: family name before the comma, else the last word.
fn apart(whole: &str, name: &mut PersonName) {
    let (family, given) = match whole.split_once(',') {
        Some((family, given)) => (family.trim(), given.trim()),
        None => match whole.rsplit_once(' ') {
            Some((given, family)) => (family, given.trim()),
            None => (whole, ""),
        },
    };
    let (first, rest) = given.split_once(' ').unwrap_or((given, ""));
    family.clone_into(&mut name.family);
    first.clone_into(&mut name.given);
    if name.middle.is_empty() {
        rest.trim().clone_into(&mut name.middle);
    }
}

/// Key and time of a fact.
pub fn origin(key: &Key, as_of: Option<&Moment>, row: &Row<'_>) -> Result<Origin, FieldFault> {
    let as_of = as_of.map(|moment| moment.when(row)).transpose()?.flatten();
    Ok(Origin { key: key.own(row)?, as_of: as_of.map(crate::domain::time::When::instant) })
}

/// The text of a field that the map may leave out.
pub fn text(expr: Option<&Expr>, row: &Row<'_>) -> String {
    expr.map_or_else(String::new, |expr| expr.text(row).into_owned())
}

/// The same, or nothing.
pub fn some(expr: Option<&Expr>, row: &Row<'_>) -> Option<String> {
    expr.and_then(|expr| expr.some(row))
}

/// The word of a field that the map may leave out.
pub fn pick<T: Copy>(choice: Option<&Choice<T>>, row: &Row<'_>) -> Result<Option<T>, FieldFault> {
    choice.map_or(Ok(None), |choice| choice.of(row))
}

/// Numbers of a person. The assigner belongs to the numbers that an organisation gives, not to a social security number.
fn identifiers(plans: &[(String, Expr)], assigner: Option<&Expr>, row: &Row<'_>) -> Vec<Identifier> {
    let given_by_others = |kind: &str| matches!(kind, "SS" | "NPI" | "DL" | "PPN");
    let identifier = |(kind, expr): &(String, Expr)| {
        let value = expr.some(row)?;
        let system = if given_by_others(kind) { String::new() } else { text(assigner, row) };
        Some(Identifier { kind: kind.clone(), system, value })
    };
    plans.iter().filter_map(identifier).collect()
}

fn flags(expr: Option<&Expr>, row: &Row<'_>) -> Vec<String> {
    let Some(expr) = expr else { return Vec::new() };
    let text = expr.text(row);
    text.split([',', ';', '|'])
        .map(str::trim)
        .filter(|flag| !flag.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_come_apart() {
        for (whole, family, given, middle) in [
            ("Smith, John Quincy", "Smith", "John", "Quincy"),
            ("John Quincy Smith", "Smith", "John", "Quincy"),
            ("De La Cruz, Ana", "De La Cruz", "Ana", ""),
            ("Cher", "Cher", "", ""),
            ("", "", "", ""),
        ] {
            let mut name = PersonName::default();
            apart(whole, &mut name);
            assert_eq!(
                (name.family.as_str(), name.given.as_str(), name.middle.as_str()),
                (family, given, middle)
            );
        }
    }
}
