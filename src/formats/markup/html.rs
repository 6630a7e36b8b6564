//! HTML, XHTML and XML to text that people can read and search, however badly formed.
//!
//! No word is lost: what cannot be understood as markup is taken as text. Only scripts, styles and comments are left
//! out. Block elements become lines, table cells stand in columns separated by two blanks, list items begin with `-`.

use super::entities::decode_entity;

/// Which elements break lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// HTML or XHTML: elements that are not known stand within a line.
    Html,
    /// Other XML such as C-CDA: elements that are not known begin a line.
    Xml,
}

/// The text of a document or of a piece of one.
pub fn to_text(source: &str, markup: Markup) -> String {
    let mut page = Page::default();
    let mut ends = Ends::default();
    let mut rest = source;
    while let Some((text, tail)) = rest.split_once('<') {
        page.text(text);
        rest = match piece(tail, &mut ends) {
            Some((Piece::Tag(tag), after)) if tag.opens("script") => ends.behind_element(after, "script"),
            Some((Piece::Tag(tag), after)) if tag.opens("style") => ends.behind_element(after, "style"),
            Some((Piece::Tag(tag), after)) => {
                page.tag(&tag, markup);
                after
            }
            Some((Piece::Text(literal), after)) => {
                page.words(literal);
                after
            }
            Some((Piece::Nothing, after)) => after,
            None => {
                page.words("<");
                tail
            }
        };
    }
    page.text(rest);
    page.finished()
}

/// What stands behind a `<`.
enum Piece<'a> {
    Tag(Tag<'a>),
    /// CDATA: text without entities.
    Text(&'a str),
    /// Comment, declaration, processing instruction.
    Nothing,
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    /// `<br/>`
    empty: bool,
}

impl Tag<'_> {
    fn opens(&self, name: &str) -> bool {
        !self.closing && !self.empty && self.name.eq_ignore_ascii_case(name)
    }
}

/// Ends that were looked for in vain: they need not be looked for again, which would take for ever.
#[derive(Default)]
struct Ends {
    missing: Vec<&'static str>,
}

impl Ends {
    fn behind<'a>(&mut self, text: &'a str, end: &'static str) -> Option<&'a str> {
        if self.missing.contains(&end) {
            return None;
        }
        let found = text.split_once(end).map(|(_, after)| after);
        if found.is_none() {
            self.missing.push(end);
        }
        found
    }

    /// Where the text goes on behind an element that is left out; at once if the element has no end.
    fn behind_element<'a>(&mut self, after: &'a str, name: &'static str) -> &'a str {
        let mut rest = after;
        while !self.missing.contains(&name) {
            let Some(tail) = self.behind(rest, "</") else { break };
            if tail.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                return tail.split_once('>').map_or("", |(_, after)| after);
            }
            rest = tail;
        }
        self.missing.push(name);
        after
    }
}

/// Reads markup from behind its `<`; `None` if it is none.
fn piece<'a>(tail: &'a str, ends: &mut Ends) -> Option<(Piece<'a>, &'a str)> {
    if let Some(comment) = tail.strip_prefix("!--") {
        return ends.behind(comment, "-->").map(|after| (Piece::Nothing, after));
    }
    if let Some(text) = tail.strip_prefix("![CDATA[") {
        let (text, after) = text.split_once("]]>").unwrap_or((text, ""));
        return Some((Piece::Text(text), after));
    }
    if tail.starts_with(['!', '?']) {
        return ends.behind(tail, ">").map(|after| (Piece::Nothing, after));
    }
    let inside = tail.strip_prefix('/').unwrap_or(tail);
    if !inside.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let (inside, after) = tag_end(inside)?;
    let name_length = inside.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.')));
    let name = inside.get(..name_length.unwrap_or(inside.len()))?;
    let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
    Some((Piece::Tag(Tag { name, closing: tail.starts_with('/'), empty: inside.ends_with('/') }), after))
}

/// Splits at the `>` that ends a tag: one outside of quotes, or the first at all if the quotes do not match.
fn tag_end(inside: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let outside = inside.char_indices().find(|&(_, c)| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        c == '>' && quote.is_none() || c == '<'
    });
    let (tag, after) = match outside {
        Some((at, '>')) => (inside.get(..at)?, inside.get(at + 1..)?),
        // A `<` before the end, or no end: quotes that do not match, or text such as `<b and c>`.
        Some((at, _)) => {
            let end = inside.get(..at)?.find('>')?;
            (inside.get(..end)?, inside.get(end + 1..)?)
        }
        None => inside.split_once('>')?,
    };
    Some((tag, after))
}

/// The text so far.
#[derive(Default)]
struct Page {
    text: String,
    /// Line breaks owed before the next word, at most two.
    breaks: usize,
    /// A blank is owed before the next word.
    blank: bool,
    /// Two blanks are owed: the next word stands in the next column.
    column: bool,
    /// Cells already met in this row.
    cells: usize,
    /// A list item began and has no words yet.
    item: bool,
    /// Depth of `pre`.
    preformatted: usize,
}

impl Page {
    fn tag(&mut self, tag: &Tag<'_>, markup: Markup) {
        let name = tag.name.to_ascii_lowercase();
        match name.as_str() {
            "br" | "hr" => self.owe(self.breaks.min(1) + 1),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "paragraph" | "section" => {
                self.owe(2);
            }
            "table" => {
                self.cells = 0;
                self.owe(2);
            }
            "td" | "th" => {
                if !tag.closing {
                    self.column = self.cells > 0;
                    self.cells += 1;
                }
            }
            "tr" => {
                self.cells = 0;
                self.column = false;
                self.owe(1);
            }
            "li" | "item" => {
                self.owe(1);
                self.item = !tag.closing && !tag.empty;
            }
            "pre" => {
                self.owe(1);
                let open = self.preformatted + 1;
                self.preformatted = if tag.closing { self.preformatted.saturating_sub(1) } else { open };
            }
            "div" | "ul" | "ol" | "dl" | "dt" | "dd" | "thead" | "tbody" | "tfoot" | "caption" | "title"
            | "head" | "body" | "html" | "article" | "header" | "footer" | "address" | "form"
            | "fieldset" | "legend" | "main" | "nav" | "aside" | "figure" | "figcaption" | "option"
            | "list" | "component" => self.owe(1),
            _ if markup == Markup::Html || is_inline(&name) => {}
            _ => self.owe(1),
        }
    }

    /// Text with entities.
    fn text(&mut self, source: &str) {
        let mut rest = source;
        while let Some((before, tail)) = rest.split_once('&') {
            self.words(before);
            rest = if let Some((decoded, after)) = decode_entity(tail) {
                self.words(&decoded);
                after
            } else {
                self.words("&");
                tail
            };
        }
        self.words(rest);
    }

    /// Plain text.
    fn words(&mut self, text: &str) {
        if self.preformatted > 0 {
            return self.lines(text);
        }
        for (index, word) in text.split(char::is_whitespace).enumerate() {
            self.blank |= index > 0;
            if !word.is_empty() {
                self.settle();
                self.text.push_str(word);
            }
        }
    }

    /// Preformatted text: its blanks and line breaks stay.
    fn lines(&mut self, text: &str) {
        if !text.is_empty() {
            self.blank = false;
            self.settle();
            self.text.push_str(text);
        }
    }

    /// Writes what is owed before a word.
    fn settle(&mut self) {
        if self.text.is_empty() {
        } else if self.breaks > 0 {
            while self.text.ends_with(' ') {
                self.text.pop();
            }
            self.text.extend(std::iter::repeat_n('\n', self.breaks));
        } else if self.column {
            self.text.push_str("  ");
        } else if self.blank {
            self.text.push(' ');
        }
        if self.item {
            self.text.push_str("- ");
        }
        (self.breaks, self.blank, self.column, self.item) = (0, false, false, false);
    }

    fn owe(&mut self, breaks: usize) {
        // Within a cell nothing breaks the row; a blank keeps the words apart.
        if self.cells > 0 {
            self.blank = true;
        } else {
            self.breaks = self.breaks.max(breaks);
        }
    }

    fn finished(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

/// Elements of C-CDA narrative and common XML that stand within a line.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "content"
            | "sub"
            | "sup"
            | "footnoteref"
            | "linkhtml"
            | "a"
            | "b"
            | "i"
            | "u"
            | "em"
            | "strong"
            | "span"
            | "font"
            | "code"
            | "small"
            | "big"
            | "tt"
            | "col"
            | "colgroup"
            | "img"
            | "rendermultimedia"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(source: &str) -> String {
        to_text(source, Markup::Html)
    }

    #[test]
    fn blocks_become_lines() {
        assert_eq!(
            html("<div>Result<br/>Chest <b>Por</b>table\n  view</div><div>next</div>"),
            "Result\nChest Portable view\nnext"
        );
        assert_eq!(html("<p>one</p><p>two</p>"), "one\n\ntwo");
        assert_eq!(html("a<br><br>b<br/>c"), "a\n\nb\nc");
        assert_eq!(html("<ul><li>one</li><li>two <i>and</i></li></ul>end"), "- one\n- two and\nend");
        assert_eq!(html("<pre>a\n  b</pre>"), "a\n  b");
    }

    #[test]
    fn tables_become_columns() {
        let table = "<table><tr><th>Test</th><th>Value</th></tr><tr><td><p>Na</p></td><td>140 <br/>mmol/l</td></tr></table>x";
        assert_eq!(html(table), "Test  Value\nNa  140 mmol/l\n\nx");
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(
            html("a &lt; b &amp;&#x41;&#66;&nbsp;caf&eacute; &unknown; R&D &"),
            "a < b &AB café &unknown; R&D &"
        );
        assert_eq!(html("&#150;&#0;&#x110000;"), "–\u{fffd}\u{fffd}");
    }

    #[test]
    fn bad_markup_loses_no_words() {
        assert_eq!(html("BP < 120 and <80, a<b"), "BP < 120 and <80, a<b");
        assert_eq!(html("<p title=\"open>kept</p> end"), "kept\n\nend");
        assert_eq!(html("<b>bold <i>both</b> tail"), "bold both tail");
        assert_eq!(html("<script>lost()</script>kept<style>x</STYLE > too"), "kept too");
        assert_eq!(html("<script>unclosed is kept"), "unclosed is kept");
        assert_eq!(html("<!-- no --><!DOCTYPE html><?xml?>yes<![CDATA[ a<b ]]>"), "yes a<b");
        assert_eq!(html("<!-- unclosed"), "<!-- unclosed");
        assert_eq!(html("x <y"), "x <y");
    }

    #[test]
    fn unknown_xml_elements_break_lines() {
        let source = "<n:name><given>Amy</given><family>Shaw</family></n:name><text>see <content>here</content></text>";
        assert_eq!(to_text(source, Markup::Xml), "Amy\nShaw\nsee here");
    }

    proptest! {
        #[test]
        fn nothing_panics(source in "[<>/!a-c&;#x\"'= \\-é\\[\\]]{0,60}") {
            let _ = html(&source);
            let _ = to_text(&source, Markup::Xml);
        }

        #[test]
        fn words_between_well_formed_tags_stay(words in prop::collection::vec("[a-z]{1,8}", 1..12), tags: u64) {
            let names = ["p", "b", "td", "li", "div", "span", "br"];
            let tagged = words.iter().enumerate().map(|(i, word)| {
                format!("<{0}>{word}</{0}> ", names[(tags >> (3 * i)) as usize % names.len()])
            });
            let source = tagged.collect::<Vec<_>>().concat();
            let text = html(&source).replace("- ", "");
            prop_assert_eq!(text.split_whitespace().collect::<Vec<_>>(), words);
        }
    }
}
