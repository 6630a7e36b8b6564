SELECT version_no, source, text, at, by FROM letter_template WHERE kind = :kind ORDER BY version_no DESC LIMIT 1
