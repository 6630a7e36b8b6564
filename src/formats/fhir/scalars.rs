//! The scalars and lists of FHIR JSON as we read them: borrowed from the record, strict about their JSON type.

use super::dates;
use crate::domain::time::{PartialDate, When};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// What the error message says belongs where a [`Number`] was expected; [`super::fault`] knows it.
pub(super) const A_NUMBER: &str = "a number";

/// Text, borrowed unless it has escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

/// Optional text is read as the empty one where it is missing.
pub(super) trait Said {
    /// The text without blanks at its ends; empty if there is none.
    fn said(&self) -> &str;

    /// The same, owned.
    fn owned(&self) -> String {
        self.said().to_owned()
    }

    /// The text, unless it is empty.
    fn some(&self) -> Option<String> {
        Some(self.said()).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

impl Said for Option<Text<'_>> {
    fn said(&self) -> &str {
        self.as_ref().map_or("", |text| text.0.trim())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        from.deserialize_str(Reader).map(Text)
    }
}

/// A date or instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment(pub When);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = When;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2024-03-31 or an instant such as 2024-03-31T14:05:00Z")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                dates::moment(text).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
            }
        }
        from.deserialize_str(Reader).map(Moment)
    }
}

/// A day, month or year without a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Day(pub PartialDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = PartialDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 1950-03-31, 1950-03 or 1950")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let date = PartialDate::parse_iso(text.trim());
                date.ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
            }
        }
        from.deserialize_str(Reader).map(Day)
    }
}

/// A number as it was sent: `1.10` stays `1.10`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number<'a>(pub &'a str);

impl Number<'_> {
    /// Its value.
    pub fn value(self) -> Option<f64> {
        self.0.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Number<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(from)?.get();
        if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(D::Error::invalid_type(Unexpected::Other("value"), &A_NUMBER))
        }
    }
}

/// A list; one that is missing or `null` is empty, and `null` elements are left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List<T>(Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(element) = list.next_element::<Option<T>>()? {
                    found.extend(element);
                }
                Ok(found)
            }
        }
        from.deserialize_any(Reader(PhantomData)).map(List)
    }
}
