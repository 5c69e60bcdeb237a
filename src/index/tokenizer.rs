//! Dresses a finished analysis as a tantivy tokenizer.
//!
//! A page is analysed once, by our own threads, for several fields at once; what
//! is handed to tantivy is text only in form: terms with their distance from
//! the one before. This tokenizer undoes that, without an allocation a token.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer is registered.
pub const TOKENIZER_NAME: &str = "analyzed";

/// Ends a term; never in one, since folding drops control characters.
const END: char = '\u{1}';

/// The largest distance that is kept; larger ones mean "far apart" all the same.
/// Below the surrogates, so that every distance is a character.
const MAX_DISTANCE: u32 = 0xD000;

/// Distances begin here, above [`END`].
const DISTANCE_BASE: u32 = 2;

/// Terms with positions, in the form that [`AnalyzedTokenizer`] reads.
#[derive(Debug, Default, Clone)]
pub struct Encoded {
    text: String,
    position: u32,
}

impl Encoded {
    /// Adds a term, `prefix` before it. Positions must not go backwards.
    pub fn push(&mut self, prefix: Option<char>, term: &str, position: u32) {
        let distance = position.saturating_sub(self.position).min(MAX_DISTANCE);
        self.position = self.position.max(position);
        self.text
            .push(char::from_u32(DISTANCE_BASE + distance).expect("distances stay below the surrogates"));
        self.text.extend(prefix);
        self.text.extend(term.chars().filter(|&character| character != END));
        self.text.push(END);
    }

    /// The text to add to a document.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Reads [`Encoded`] text.
#[derive(Debug, Clone, Default)]
pub struct AnalyzedTokenizer {
    token: Token,
}

/// The tokens of one [`Encoded`] text.
#[derive(Debug)]
pub struct AnalyzedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for AnalyzedTokenizer {
    type TokenStream<'a> = AnalyzedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalyzedStream<'a> {
        self.token = Token { position: 0, ..Token::default() };
        AnalyzedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for AnalyzedStream<'_> {
    fn advance(&mut self) -> bool {
        let mut characters = self.rest.chars();
        let Some(distance) = characters.next() else { return false };
        let after = characters.as_str();
        let Some((term, rest)) = after.split_once(END) else { return false };
        self.rest = rest;
        self.token.position += (distance as u32 - DISTANCE_BASE) as usize;
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_again() {
        let mut encoded = Encoded::default();
        for (prefix, term, position) in
            [(None, "滚", 0), (None, "滚动", 0), (Some('w'), "更新", 2), (None, "end", 90_000)]
        {
            encoded.push(prefix, term, position);
        }
        let text = encoded.into_text();
        let mut tokenizer = AnalyzedTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut read = Vec::new();
        while stream.advance() {
            read.push((stream.token().text.clone(), stream.token().position));
        }
        let expected = [("滚", 0), ("滚动", 0), ("w更新", 2), ("end", 2 + MAX_DISTANCE as usize)];
        assert_eq!(read, expected.map(|(term, position)| (term.to_owned(), position)));
    }
}
