SELECT rowid
FROM document_words
WHERE document_words MATCH ?1
LIMIT 20000
