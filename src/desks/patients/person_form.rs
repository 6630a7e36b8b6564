//! The fields that identify and reach a person: shown, checked as one leaves them, and read back.
//!
//! Pure. A field is written back only if it was changed, so that what a feed delivered in other spellings, or with more
//! detail than the form shows, stays as it came.

use crate::{
    domain::{
        facts::{Address, Identifier, NameUse, PersonName, Sex, Telecom},
        fields::{self, MrnScheme},
        time::{PartialDate, When},
        typed_date::DateOrder,
    },
    intake::Demographics,
    kit::{Checked, Choosable, Field, Values, form::Check},
};

/// The fields that both forms have, with their labels.
const LABELS: [(&str, &str); 15] = [
    ("family", "Family name"),
    ("given", "Given name"),
    ("middle", "Middle name"),
    ("suffix", "Suffix"),
    ("birth_date", "Birth date"),
    ("sex", "Sex"),
    ("ssn", "SSN"),
    ("phone", "Phone"),
    ("street", "Street"),
    ("city", "City"),
    ("state", "State"),
    ("zip", "ZIP"),
    ("maiden", "Maiden name"),
    ("alias", "Alias"),
    ("mothers_maiden_name", "Mother's maiden"),
];

/// Fields that only the form for changes has.
const DEATH: [(&str, &str); 2] = [("deceased", "Deceased"), ("death", "Date of death")];

/// Longest text of a field that has no check of its own.
const LONGEST: usize = 120;

/// The fields of a new patient, with what is known already.
pub fn new_fields(known: &Demographics) -> Vec<Field> {
    let mrn = Field::text("mrn", "Record number").help("Empty: the next number of the hospital is drawn.");
    let known = LABELS.iter().map(|(id, label)| field(id, label, known));
    known.chain([mrn.width(24)]).collect()
}

/// The fields of a patient who is on file.
pub fn known_fields(known: &Demographics) -> Vec<Field> {
    LABELS.iter().chain(&DEATH).map(|(id, label)| field(id, label, known)).collect()
}

/// The label of a field.
pub fn label(id: &str) -> &'static str {
    LABELS.iter().chain(&DEATH).find(|(known, _)| *known == id).map_or("", |(_, label)| label)
}

/// The fields that differ between two versions of a person.
pub fn differing(a: &Demographics, b: &Demographics) -> Vec<&'static str> {
    let all = LABELS.iter().chain(&DEATH).map(|(id, _)| *id);
    all.filter(|id| text_of(a, id) != text_of(b, id)).collect()
}

/// The check of the forms where record numbers follow a scheme.
pub fn check_by(scheme: MrnScheme) -> Check {
    match scheme {
        MrnScheme::None => check,
        MrnScheme::Mod10 => |field, values| match field {
            "mrn" => check_mrn(MrnScheme::Mod10, values),
            _ => check(field, values),
        },
        MrnScheme::Mod11 => |field, values| match field {
            "mrn" => check_mrn(MrnScheme::Mod11, values),
            _ => check(field, values),
        },
    }
}

/// Checks one field. What stands there as a feed delivered it passes.
pub fn check(id: &'static str, values: &Values<'_>) -> Checked {
    let text = values.text(id);
    if text.is_empty() {
        return Checked::Fine;
    }
    let today = values.words().today();
    let unchanged = !values.is_changed(id);
    match id {
        "birth_date" => {
            match values.date(id).map(|date| fields::birth_date(&date.to_string(), DateOrder::Iso, today)) {
                Some(Ok(born)) => Checked::Note(values.words().age(born)),
                Some(Err(why)) => wrong(&why),
                None => Checked::Fine,
            }
        }
        "death" => check_death(values),
        _ if unchanged => Checked::Fine,
        "family" | "given" | "middle" | "maiden" | "alias" | "mothers_maiden_name" => {
            told(fields::name(&text))
        }
        "ssn" => told(fields::ssn(&text)),
        "zip" => told(fields::zip(&text)),
        "phone" => told(fields::phone(&text)),
        "state" => Checked::when(
            text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()),
            "Two letters, as OH.",
        ),
        "mrn" => check_mrn(MrnScheme::None, values),
        _ => Checked::when(text.chars().count() <= LONGEST, format!("At most {LONGEST} letters.")),
    }
}

/// The person that the fields describe: `base` with every field that was changed. `all`: each field counts as changed.
pub fn read_back(base: &Demographics, values: &Values<'_>, all: All) -> Demographics {
    let mut person = base.clone();
    if person.names.is_empty() {
        person.names.push(PersonName::default());
    }
    for (id, _) in LABELS.iter().chain(&DEATH) {
        if all == All::Fields || values.is_changed(id) {
            set(&mut person, id, values);
        }
    }
    person.mrn = if base.mrn.is_empty() { values.text("mrn") } else { base.mrn.clone() };
    person
}

/// Which fields count when a form is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum All {
    /// Every one: a new person.
    Fields,
    /// Those that were changed.
    Changes,
}

/// What a field shows of a person; dates as ISO text, sex as its letter.
pub fn text_of(person: &Demographics, id: &str) -> String {
    let name = person.names.first();
    let of_name = |part: fn(&PersonName) -> &String| name.map(part).cloned().unwrap_or_default();
    let address =
        |part: fn(&Address) -> &String| person.addresses.first().map(part).cloned().unwrap_or_default();
    match id {
        "family" => of_name(|name| &name.family),
        "given" => of_name(|name| &name.given),
        "middle" => of_name(|name| &name.middle),
        "suffix" => of_name(|name| &name.suffix),
        "birth_date" => person.birth_date.map(|born| born.to_string()).unwrap_or_default(),
        "sex" => letter(person.sex).to_owned(),
        "ssn" => {
            person.identifiers.iter().find(|i| i.kind == "SS").map(|i| i.value.clone()).unwrap_or_default()
        }
        "phone" => phone(person).map(|telecom| telecom.value.clone()).unwrap_or_default(),
        "street" => address(|address| &address.street).replace('\n', ", "),
        "city" => address(|address| &address.city),
        "state" => address(|address| &address.state),
        "zip" => address(|address| &address.zip),
        "maiden" => other_name(person, NameUse::Maiden).map(|name| name.family.clone()).unwrap_or_default(),
        "alias" => other_name(person, NameUse::Alias).map(alias_text).unwrap_or_default(),
        "mothers_maiden_name" => person.mothers_maiden_name.clone(),
        "deceased" => if person.deceased { "yes" } else { "no" }.to_owned(),
        "death" => person.death_at.map(|at| day_of(at).to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn field(id: &'static str, label: &'static str, known: &Demographics) -> Field {
    let field = match id {
        "family" => Field::text(id, label).needed().help("Unknown if nobody knows it."),
        "birth_date" => Field::date(id, label)
            .help("In any form: 3/12/1950, 12 mar 1950, 1950 if only the year is known."),
        "sex" => Field::choice(id, label, sexes()).width(16),
        "deceased" => {
            Field::choice(id, label, vec![Choosable::new("no", "No"), Choosable::new("yes", "Yes")]).width(16)
        }
        "death" => Field::date(id, label),
        "ssn" => Field::text(id, label).width(16).help("Nine digits. Empty if it is not known."),
        "phone" => Field::phone(id, label)
            .help("Ten digits with the area code, or + and the number of another country."),
        "suffix" | "state" | "zip" => Field::text(id, label).width(16),
        "maiden" => {
            Field::text(id, label).help("Family name before marriage; the patient is found by it too.")
        }
        "alias" => {
            Field::text(id, label).help("Another name that the patient goes by: Rosie, or Smith, Rosie.")
        }
        _ => Field::text(id, label),
    };
    field.value(text_of(known, id))
}

fn sexes() -> Vec<Choosable> {
    [("F", "Female"), ("M", "Male"), ("O", "Other"), ("U", "Unknown")]
        .map(|(value, title)| Choosable::new(value, title))
        .to_vec()
}

fn check_mrn(scheme: MrnScheme, values: &Values<'_>) -> Checked {
    let text = values.text("mrn");
    if text.is_empty() { Checked::Fine } else { told(scheme.check(&text)) }
}

fn check_death(values: &Values<'_>) -> Checked {
    let Some(died) = values.date("death") else { return Checked::Fine };
    if died.earliest() > values.words().today() {
        return wrong("the date lies in the future.");
    }
    let too_early = values.date("birth_date").is_some_and(|born| {
        born.whole().zip(died.whole()).is_some_and(|(born, died)| died < born) || died.year < born.year
    });
    Checked::when(!too_early, "The death lies before the birth.")
}

fn told<T>(checked: Result<T, String>) -> Checked {
    match checked {
        Ok(_) => Checked::Fine,
        Err(why) => wrong(&why),
    }
}

fn wrong(why: &str) -> Checked {
    Checked::Wrong(super::particulars::capital(why))
}

fn set(person: &mut Demographics, id: &str, values: &Values<'_>) {
    let text = values.text(id);
    let tidy = |checked: Result<String, String>| checked.unwrap_or_else(|_| text.clone());
    if let Some(name) = person.names.first_mut() {
        match id {
            "family" => name.family = tidy(fields::name(&text)),
            "given" => name.given = tidy(fields::name(&text)),
            "middle" => name.middle = tidy(fields::name(&text)),
            "suffix" => name.suffix.clone_from(&text),
            _ => {}
        }
    }
    match id {
        "birth_date" => person.birth_date = values.date(id),
        "sex" => person.sex = sex_of(&text),
        "ssn" => set_ssn(person, tidy(fields::ssn(&text))),
        "phone" => set_phone(person, text),
        "street" | "city" | "state" | "zip" => set_address(person, id, text),
        "maiden" => set_other(person, NameUse::Maiden, (!text.is_empty()).then_some((text, None))),
        "alias" => set_other(person, NameUse::Alias, read_alias(&text)),
        "mothers_maiden_name" => person.mothers_maiden_name = tidy(fields::name(&text)),
        "deceased" => person.deceased = text == "yes",
        "death" => {
            person.death_at = values.date(id).map(When::Date);
            person.deceased |= person.death_at.is_some();
        }
        _ => {}
    }
}

fn set_ssn(person: &mut Demographics, value: String) {
    match person.identifiers.iter_mut().find(|i| i.kind == "SS") {
        // An empty one is taken out when the person is stored.
        Some(known) => known.value = value,
        None if value.is_empty() => {}
        None => person.identifiers.push(Identifier { kind: "SS".into(), system: String::new(), value }),
    }
}

fn set_phone(person: &mut Demographics, value: String) {
    match person.telecoms.iter_mut().find(|telecom| is_phone(telecom)) {
        Some(known) => known.value = value,
        None if value.is_empty() => {}
        None => person.telecoms.push(Telecom { kind: "phone".into(), telecom_use: "home".into(), value }),
    }
}

fn set_address(person: &mut Demographics, id: &str, value: String) {
    if person.addresses.is_empty() {
        if value.is_empty() {
            return;
        }
        person.addresses.push(Address { address_use: "home".into(), ..Address::default() });
    }
    let Some(address) = person.addresses.first_mut() else { return };
    match id {
        "street" => address.street = value,
        "city" => address.city = value,
        "state" => address.state = value.to_uppercase(),
        _ => address.zip = fields::zip(&value).unwrap_or(value),
    }
}

/// The family name of a maiden or other name, with its given name where it differs from the banner's.
type OtherName = (String, Option<String>);

fn set_other(person: &mut Demographics, name_use: NameUse, said: Option<OtherName>) {
    let banner = person.names.first().cloned().unwrap_or_default();
    let at = person.names.iter().position(|name| name.name_use == name_use);
    match (at, said) {
        (Some(at), None) => {
            person.names.remove(at);
        }
        (Some(at), Some((family, given))) => {
            if let Some(name) = person.names.get_mut(at) {
                name.given = given.unwrap_or_else(|| name.given.clone());
                name.family = if family.is_empty() { banner.family } else { family };
            }
        }
        (None, Some((family, given))) => person.names.push(PersonName {
            name_use,
            family: if family.is_empty() { banner.family } else { family },
            given: given.unwrap_or(banner.given),
            ..PersonName::default()
        }),
        (None, None) => {}
    }
}

/// "Smith, Rosie", "Rosie Smith", or "Rosie" alone.
fn read_alias(text: &str) -> Option<OtherName> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let parts = text.split_once(',').or_else(|| text.rsplit_once(' ').map(|(given, family)| (family, given)));
    let (family, given) = parts.unwrap_or(("", text));
    Some((family.trim().to_owned(), Some(given.trim().to_owned())))
}

fn alias_text(name: &PersonName) -> String {
    match (name.family.is_empty(), name.given.is_empty()) {
        (false, false) => format!("{}, {}", name.family, name.given),
        _ => format!("{}{}", name.family, name.given),
    }
}

fn other_name(person: &Demographics, name_use: NameUse) -> Option<&PersonName> {
    person.names.iter().find(|name| name.name_use == name_use)
}

fn phone(person: &Demographics) -> Option<&Telecom> {
    person.telecoms.iter().find(|telecom| is_phone(telecom))
}

fn is_phone(telecom: &Telecom) -> bool {
    !matches!(telecom.kind.as_str(), "email" | "fax")
}

fn letter(sex: Sex) -> &'static str {
    super::rows::sex_letter(sex)
}

fn sex_of(letter: &str) -> Sex {
    match letter {
        "F" => Sex::Female,
        "M" => Sex::Male,
        "O" => Sex::Other,
        _ => Sex::Unknown,
    }
}

fn day_of(at: When) -> PartialDate {
    match at {
        When::Date(date) => date,
        When::At(_) => at.day().into(),
    }
}
