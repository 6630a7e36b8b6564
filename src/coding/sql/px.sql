SELECT code, day, performer_id, performer_name, source, document_id, start, stop, quote
FROM coding_px WHERE account_id = ?1 ORDER BY position
