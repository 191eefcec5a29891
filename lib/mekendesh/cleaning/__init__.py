"""From responses to respondents: doubts named, decisions logged and replayed, people under pseudonyms."""
