SELECT code, poa, source, document_id, start, stop, quote FROM coding_dx WHERE account_id = ?1 ORDER BY position
