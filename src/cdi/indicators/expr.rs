//! The little language of `when` and `unless`: names, `and`, `or`, `not`, brackets, `2 of (a, b, c) within 24 h`.

/// A condition over named clauses.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A clause or rule by name, later by number.
    Name(String),
    /// All of them.
    All(Vec<Expr>),
    /// Any of them.
    Any(Vec<Expr>),
    /// Not so.
    Not(Box<Expr>),
    /// At least so many, if given within so many hours of each other.
    Count(usize, Vec<Expr>, Option<i64>),
}

/// Reads a condition; the error is a sentence.
pub fn read(text: &str) -> Result<Expr, String> {
    let mut reading = Reading { tokens: tokens(text)?, at: 0 };
    let expr = reading.any()?;
    match reading.peek() {
        None => Ok(expr),
        Some(token) => Err(format!("\"{token}\" was not expected here.")),
    }
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    for char in text.chars().chain([' ']) {
        if char.is_alphanumeric() || matches!(char, '-' | '_' | '.') {
            word.push(char);
            continue;
        }
        if !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        match char {
            '(' | ')' | ',' => found.push(char.to_string()),
            _ if char.is_whitespace() => {}
            _ => return Err(format!("The sign \"{char}\" has no meaning in a condition.")),
        }
    }
    Ok(found)
}

struct Reading {
    tokens: Vec<String>,
    at: usize,
}

impl Reading {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn take(&mut self, token: &str) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn need(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("\"{token}\" is missing.")) }
    }

    fn any(&mut self) -> Result<Expr, String> {
        let mut all = vec![self.all()?];
        while self.take("or") {
            all.push(self.all()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expr::Any(all) })
    }

    fn all(&mut self) -> Result<Expr, String> {
        let mut all = vec![self.one()?];
        while self.take("and") {
            all.push(self.one()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Expr::All(all) })
    }

    fn one(&mut self) -> Result<Expr, String> {
        if self.take("not") {
            return Ok(Expr::Not(Box::new(self.one()?)));
        }
        if self.take("(") {
            let inner = self.any()?;
            self.need(")")?;
            return Ok(inner);
        }
        let token = self.peek().ok_or("The condition ends too early.")?.to_owned();
        if matches!(token.as_str(), "and" | "or" | "of" | "within" | ")" | ",") {
            return Err(format!("\"{token}\" was not expected here."));
        }
        self.at += 1;
        match token.parse::<usize>() {
            Ok(number) if self.take("of") => self.count(number),
            _ => Ok(Expr::Name(token)),
        }
    }

    fn count(&mut self, number: usize) -> Result<Expr, String> {
        self.need("(")?;
        let mut of = vec![self.any()?];
        while self.take(",") {
            of.push(self.any()?);
        }
        self.need(")")?;
        if number == 0 || number > of.len() {
            return Err(format!("{number} of {} can never be meant.", of.len()));
        }
        let mut within = None;
        if self.take("within") {
            let hours = self.peek().and_then(|token| token.parse::<i64>().ok());
            within =
                Some(hours.ok_or("After \"within\" stands a number of hours, such as \"within 24 h\".")?);
            self.at += 1;
            self.need("h")?;
        }
        Ok(Expr::Count(number, of, within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let name = |text: &str| Expr::Name(text.to_owned());
        assert_eq!(
            read("a and (b-1 or not c)").unwrap(),
            Expr::All(vec![name("a"), Expr::Any(vec![name("b-1"), Expr::Not(Box::new(name("c")))])])
        );
        assert_eq!(
            read("2 of (a, b, c or d) within 24 h").unwrap(),
            Expr::Count(2, vec![name("a"), name("b"), Expr::Any(vec![name("c"), name("d")])], Some(24))
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("a and", "ends too early"),
            ("(a or b", "\")\" is missing"),
            ("a b", "\"b\" was not expected"),
            ("3 of (a, b)", "can never be meant"),
            ("a & b", "has no meaning"),
            ("2 of (a, b) within day", "number of hours"),
        ] {
            assert!(read(text).unwrap_err().contains(said), "{text}: {:?}", read(text));
        }
    }
}
