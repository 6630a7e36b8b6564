//! JSON that came on one line, laid out on many without a token being touched.

/// Deepest indentation; what lies deeper is not indented further.
const DEEPEST: usize = 24;

/// One member or element to a line. Text between quotes is left alone, whatever it holds; broken JSON comes out broken in the
/// same way. Blanks between tokens are dropped, so that the same text comes out each time.
pub fn json(text: &str) -> String {
    let mut laid = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' => {
                laid.push(char);
                copy_string(&mut chars, &mut laid);
            }
            '{' | '[' => {
                laid.push(char);
                skip_blanks(&mut chars);
                if !matches!(chars.peek(), Some('}' | ']')) {
                    depth += 1;
                    new_line(&mut laid, depth);
                }
            }
            '}' | ']' => {
                // An empty one closes on the same line.
                if !laid.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    new_line(&mut laid, depth);
                }
                laid.push(char);
            }
            ',' => {
                laid.push(char);
                skip_blanks(&mut chars);
                new_line(&mut laid, depth);
            }
            ':' => {
                laid.push_str(": ");
                skip_blanks(&mut chars);
            }
            ' ' | '\t' | '\n' | '\r' => {
                skip_blanks(&mut chars);
                // Only broken JSON has two tokens with a blank between them: it stays broken.
                let between = |char: &char| !matches!(char, '{' | '}' | '[' | ']' | ',' | ':');
                if chars.peek().is_some_and(between)
                    && !laid.ends_with([' ', '\n', '{', '['])
                    && !laid.is_empty()
                {
                    laid.push(' ');
                }
            }
            _ => laid.push(char),
        }
    }
    laid
}

/// The rest of a string, its closing quote with it.
fn copy_string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, laid: &mut String) {
    while let Some(char) = chars.next() {
        laid.push(char);
        match char {
            '"' => return,
            '\\' => laid.extend(chars.next()),
            _ => {}
        }
    }
}

fn skip_blanks(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while chars.next_if(|char| matches!(char, ' ' | '\t' | '\n' | '\r')).is_some() {}
}

fn new_line(laid: &mut String, depth: usize) {
    laid.push('\n');
    laid.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::json;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn members_stand_on_lines_of_their_own() {
        let text = r#"{"a":[1,{"b":"x, {y}: \" z"}],"c":{},"d":[ ],"e":null}"#;
        let laid = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x, {y}: \\\" z\"\n    }\n  ],\n  \"c\": {},\n  \"d\": [],\n  \"e\": null\n}";
        assert_eq!(json(text), laid);
        assert_eq!(json(laid), laid, "the same comes out each time");
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_said_stays_the_same(value in values()) {
            let laid = json(&value.to_string());
            prop_assert_eq!(serde_json::from_str::<Value>(&laid).unwrap(), value);
        }

        #[test]
        fn any_text_is_laid_out_without_losing_a_token(text in "[ {}\\[\\],:\"a1\\\\]{0,60}") {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&json(&text)), bare(&text));
        }
    }
}
