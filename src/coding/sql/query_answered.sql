UPDATE coding_account SET open_queries = max(open_queries - 1, 0) WHERE encounter_id = ?1
RETURNING account_id, open_queries
