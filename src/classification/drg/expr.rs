//! Conditions of the DRG logic: written as text, kept as a row of small numbers, answered about a stay.

/// A single test or a joint, with its argument in the low 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Op {
    /// A procedure of a list.
    Procedure = 1,
    /// The principal diagnosis is in a list.
    Principal,
    /// A secondary diagnosis is in a list.
    Secondary,
    /// The principal or a secondary diagnosis is in a list.
    Either,
    /// All secondary diagnoses are in a list.
    Only,
    /// Any operating room procedure.
    AnyOr,
    /// Any operating room procedure outside of a list.
    OrExcept,
    /// An operating room procedure that appendix F does not name.
    Extensive,
    /// Severity is MCC.
    Mcc,
    /// Severity is CC.
    Cc,
    /// Severity is CC or MCC.
    CcOrMcc,
    /// Not discharged dead.
    Alive,
    /// Left against medical advice.
    Ama,
    /// To another acute care hospital.
    Transferred,
    /// Always.
    True,
    /// Both of the two before.
    And,
    /// One of the two before.
    Or,
    /// Not the one before.
    Not,
    /// As many procedures of the following lists as the high byte of the argument says; the low byte counts lists.
    Count,
    /// The procedures of the following lists add up to four, the first list counting one, the second two, and so on.
    Sum,
    /// Procedures of two or more of the following lists.
    Sites,
}

impl Op {
    const ALL: [Self; 21] = [
        Self::Procedure,
        Self::Principal,
        Self::Secondary,
        Self::Either,
        Self::Only,
        Self::AnyOr,
        Self::OrExcept,
        Self::Extensive,
        Self::Mcc,
        Self::Cc,
        Self::CcOrMcc,
        Self::Alive,
        Self::Ama,
        Self::Transferred,
        Self::True,
        Self::And,
        Self::Or,
        Self::Not,
        Self::Count,
        Self::Sum,
        Self::Sites,
    ];

    /// The op and argument of a stored number.
    pub fn read(word: u32) -> Option<(Self, u16)> {
        let kind = usize::try_from(word >> 24).ok()?.checked_sub(1)?;
        Some((*Self::ALL.get(kind)?, (word & 0xffff) as u16))
    }

    /// As a number to store.
    pub fn word(self, argument: u16) -> u32 {
        (self as u32) << 24 | u32::from(argument)
    }

    /// Whether list numbers follow.
    pub fn takes_lists(self) -> bool {
        matches!(self, Self::Count | Self::Sum | Self::Sites)
    }
}

/// What a condition asks about a stay.
pub trait Situation {
    /// Answers a single test.
    fn holds(&self, op: Op, argument: u16) -> bool;
    /// Answers a test over several lists; `threshold` is for [`Op::Count`].
    fn adds_up(&self, op: Op, lists: &[u32], threshold: usize) -> bool;
}

/// Whether a condition holds. An empty one does.
pub fn eval(words: &[u32], about: &impl Situation) -> bool {
    let mut stack = 0_u64;
    let mut depth = 0_u32;
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        let Some((op, argument)) = Op::read(*word) else { return false };
        match op {
            Op::And | Op::Or if depth >= 2 => {
                let (upper, lower) = (stack & 1, stack >> 1 & 1);
                let both = if op == Op::And { upper & lower } else { upper | lower };
                stack = stack >> 2 << 1 | both;
                depth -= 1;
            }
            Op::Not => stack ^= 1,
            _ => {
                let answer = if op.takes_lists() {
                    let n_lists = usize::from(argument & 0xff);
                    let (lists, after) = rest.split_at_checked(n_lists).unwrap_or((rest, &[]));
                    rest = after;
                    about.adds_up(op, lists, usize::from(argument >> 8))
                } else {
                    about.holds(op, argument)
                };
                stack = stack << 1 | u64::from(answer);
                depth += 1;
            }
        }
    }
    depth == 0 || stack & 1 == 1
}

/// The single tests of a condition, joints left out; tests over several lists come once for each list.
pub fn tests(words: &[u32]) -> Vec<(Op, u16)> {
    let mut found = Vec::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        let Some((op, argument)) = Op::read(*word) else { break };
        if op.takes_lists() {
            let (lists, after) = rest.split_at_checked(usize::from(argument & 0xff)).unwrap_or((rest, &[]));
            found.extend(lists.iter().map(|list| (Op::Procedure, *list as u16)));
            rest = after;
        } else if !matches!(op, Op::And | Op::Or | Op::Not) {
            found.push((op, argument));
        }
    }
    found
}

/// Which list a text such as `p2` or `011.x1` means: kind, box (by its first DRG), number.
pub type ListOf<'a> = dyn Fn(Op, Option<u16>, usize) -> Option<u16> + 'a;

/// Reads a condition. `list_of` finds the number of a list. The error is what cannot be read.
pub fn parse(text: &str, list_of: &ListOf<'_>) -> Result<Vec<u32>, String> {
    let mut reader = Reader { rest: text.trim(), list_of, out: Vec::new() };
    reader.any()?;
    if reader.rest.is_empty() { Ok(reader.out) } else { Err(reader.rest.to_owned()) }
}

struct Reader<'a> {
    rest: &'a str,
    list_of: &'a ListOf<'a>,
    out: Vec<u32>,
}

impl Reader<'_> {
    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn any(&mut self) -> Result<(), String> {
        self.all()?;
        while self.take('|') {
            self.all()?;
            self.out.push(Op::Or.word(0));
        }
        Ok(())
    }

    fn all(&mut self) -> Result<(), String> {
        self.one()?;
        while self.take('&') {
            self.one()?;
            self.out.push(Op::And.word(0));
        }
        Ok(())
    }

    fn one(&mut self) -> Result<(), String> {
        if self.take('!') {
            self.one()?;
            self.out.push(Op::Not.word(0));
            return Ok(());
        }
        if self.take('(') {
            self.any()?;
            return if self.take(')') { Ok(()) } else { Err(self.rest.to_owned()) };
        }
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        let word = word.to_owned();
        self.rest = rest.trim_start();
        self.word(&word)
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        let plain = match word {
            "mcc" => Op::Mcc,
            "cc" => Op::Cc,
            "severe" => Op::CcOrMcc,
            "alive" => Op::Alive,
            "ama" => Op::Ama,
            "transferred" => Op::Transferred,
            "true" => Op::True,
            "or" => Op::AnyOr,
            "extensive" => Op::Extensive,
            "count" | "sum" | "sites" => return self.lists(word),
            _ => {
                let (op, list) = self.list(word)?;
                self.out.push(op.word(list));
                return Ok(());
            }
        };
        self.out.push(plain.word(0));
        Ok(())
    }

    fn list(&self, word: &str) -> Result<(Op, u16), String> {
        let bad = || word.to_owned();
        let (of, name) = match word.split_once('.') {
            Some((of, name)) => (Some(of.parse().map_err(|_| bad())?), name),
            None => (None, word),
        };
        let (op, number) = [
            ("or-p", Op::OrExcept),
            ("only", Op::Only),
            ("p", Op::Procedure),
            ("x", Op::Principal),
            ("s", Op::Secondary),
            ("d", Op::Either),
        ]
        .into_iter()
        .find_map(|(begin, op)| Some((op, name.strip_prefix(begin)?.parse::<usize>().ok()?)))
        .ok_or_else(bad)?;
        (self.list_of)(op, of, number).map(|list| (op, list)).ok_or_else(bad)
    }

    /// `count(p1,p2,3)`, `sum(p1,…)`, `sites(p1,…)`.
    fn lists(&mut self, name: &str) -> Result<(), String> {
        if !self.take('(') {
            return Err(name.to_owned());
        }
        let (inside, rest) = self.rest.split_once(')').ok_or_else(|| name.to_owned())?;
        let words: Vec<&str> = inside.split(',').map(str::trim).collect();
        self.rest = rest.trim_start();
        let (op, names, threshold) = match (name, words.split_last()) {
            ("count", Some((last, names))) => {
                (Op::Count, names, last.parse::<u16>().map_err(|_| (*last).to_owned())?)
            }
            ("sum", _) => (Op::Sum, words.as_slice(), 0),
            _ => (Op::Sites, words.as_slice(), 0),
        };
        let lists = names.iter().map(|name| self.list(name).map(|(_, list)| u32::from(list)));
        let lists = lists.collect::<Result<Vec<_>, _>>()?;
        self.out.push(op.word(threshold << 8 | lists.len() as u16));
        self.out.extend(lists);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Lists(Vec<u16>);

    impl Situation for Lists {
        fn holds(&self, op: Op, argument: u16) -> bool {
            op == Op::True || (op == Op::Procedure && self.0.contains(&argument))
        }

        fn adds_up(&self, op: Op, lists: &[u32], threshold: usize) -> bool {
            let n = lists.iter().filter(|list| self.0.contains(&(**list as u16))).count();
            op == Op::Count && n >= threshold
        }
    }

    #[test]
    fn conditions_bind_as_written() {
        let list_of = |_: Op, of: Option<u16>, number: usize| {
            (number < 10).then_some(of.unwrap_or_default() + number as u16)
        };
        let holds = |text: &str, lists: &[u16]| eval(&parse(text, &list_of).unwrap(), &Lists(lists.to_vec()));
        assert!(holds("p1 | p2 & p3", &[1]) && !holds("(p1 | p2) & p3", &[1]));
        assert!(holds("!p1 & (p2 | 100.p3)", &[103]) && !holds("!(p1 | true)", &[]));
        assert!(holds("count(p1,p2,p3,2)", &[1, 3]) && !holds("count(p1,p2,p3,2) & true", &[1]));
        assert!(holds("p1 & count(p1,1) & p2", &[1, 2]) && eval(&[], &Lists(vec![])));
        for bad in ["p1 &", "p11", "(p1", "p1 p2", "count(p1,x)", "unknown"] {
            assert!(parse(bad, &list_of).is_err(), "{bad}");
        }
        let words = parse("p1 & count(p2,p3,2) | !true", &list_of).unwrap();
        assert_eq!(tests(&words).len(), 4);
    }
}
