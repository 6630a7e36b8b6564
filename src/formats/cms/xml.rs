//! A walk through an official XML file: tags and texts in order, every fault with its line.
//!
//! DOCTYPE is refused, no entity but the predefined five and numbers is known, depth is limited, and a file that ends
//! inside an element is told as cut off.

use crate::{fault::Fault, formats::MAX_DEPTH};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// One step of the walk.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A tag opens.
    Open(Tag),
    /// The innermost open tag closes.
    Close,
    /// Text between tags, entities resolved.
    Text(String),
    /// The end of the file.
    End,
}

/// An opening tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; empty if it is not there.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The walk.
pub struct Xml<'a> {
    file: &'a str,
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// A tag without content closes at once.
    closing: bool,
}

impl<'a> Xml<'a> {
    /// Begins at the top of a file.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Self { file, text, reader, depth: 0, closing: false }
    }

    /// A fault at the present place.
    pub fn fault(&self, what: impl Into<String>) -> Fault {
        let byte = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        Fault::at(
            self.file,
            self.text,
            byte,
            what,
            "Nothing was loaded; get the file again from its publisher.",
        )
    }

    /// The next step.
    pub fn next(&mut self) -> Result<Step, Fault> {
        if self.closing {
            self.closing = false;
            self.depth -= 1;
            return Ok(Step::Close);
        }
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event.into_owned(),
                Err(error) => return Err(self.fault(format!("The XML is broken here: {error}."))),
            };
            match event {
                Event::Start(start) => return self.open(&start),
                Event::Empty(start) => {
                    self.closing = true;
                    return self.open(&start);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Text(text) => return Ok(Step::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Step::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => return self.resolve(&reference),
                Event::DocType(_) => {
                    return Err(self.fault("The file has a DOCTYPE, which official files do not have."));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.fault(format!(
                        "The file is cut off: it ends inside {} open element{}.",
                        self.depth,
                        if self.depth == 1 { "" } else { "s" }
                    )));
                }
                Event::Eof => return Ok(Step::End),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn resolve(&self, reference: &quick_xml::events::BytesRef<'_>) -> Result<Step, Fault> {
        if let Ok(Some(char)) = reference.resolve_char_ref() {
            return Ok(Step::Text(char.to_string()));
        }
        let name: &str = reference;
        match resolve_predefined_entity(name) {
            Some(text) => Ok(Step::Text(text.to_owned())),
            None => Err(self.fault(format!("The file uses an entity that is not known: &{name};."))),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<Step, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault(format!("Elements lie deeper than {MAX_DEPTH}.")));
        }
        let mut tag = Tag { name: start.name().as_ref().to_owned(), attributes: Vec::new() };
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| self.fault(format!("An attribute is broken: {error}.")))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| self.fault(format!("An attribute is broken: {error}.")))?;
            tag.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Step::Open(tag))
    }

    /// The next opening tag inside the open element; `None` when it closes. Text between is passed over.
    pub fn child(&mut self) -> Result<Option<Tag>, Fault> {
        loop {
            match self.next()? {
                Step::Open(tag) => return Ok(Some(tag)),
                Step::Close | Step::End => return Ok(None),
                Step::Text(_) => {}
            }
        }
    }

    /// All text of the open element up to its end, blanks made single; texts of inner elements too.
    pub fn text(&mut self) -> Result<String, Fault> {
        let mut depth = 0;
        let mut text = String::new();
        loop {
            match self.next()? {
                Step::Open(_) => depth += 1,
                Step::Close if depth == 0 => return Ok(tidy(&text)),
                Step::Close => depth -= 1,
                Step::End => return Ok(tidy(&text)),
                Step::Text(part) => text.push_str(&part),
            }
        }
    }

    /// As [`Xml::text`], the text of elements of one name apart.
    pub fn text_without(&mut self, apart: &str) -> Result<(String, String), Fault> {
        let (mut text, mut other) = (String::new(), String::new());
        loop {
            match self.next()? {
                Step::Open(tag) if tag.name == apart => {
                    if !other.is_empty() {
                        other.push(' ');
                    }
                    other.push_str(&self.text()?);
                    text.push(' ');
                }
                Step::Open(_) => text.push_str(&self.text()?),
                Step::Close | Step::End => return Ok((tidy(&text), other)),
                Step::Text(part) => text.push_str(&part),
            }
        }
    }

    /// Passes over the rest of the open element.
    pub fn skip(&mut self) -> Result<(), Fault> {
        self.text().map(drop)
    }

    /// The root element's name; what stands before it is passed over.
    pub fn root(&mut self) -> Result<String, Fault> {
        match self.child()? {
            Some(tag) => Ok(tag.name),
            None => Err(self.fault("The file has no XML element.")),
        }
    }

    /// A four-digit year.
    pub fn year(&mut self) -> Result<u16, Fault> {
        let text = self.text()?;
        match text.get(..4).and_then(|year| year.parse().ok()) {
            Some(year) => Ok(year),
            None => Err(self.fault(format!("\"{text}\" is not the year of a code set."))),
        }
    }
}

/// Blanks and line breaks made single, none at the ends.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
