UPDATE coding_account SET open_queries = open_queries + 1 WHERE encounter_id = ?1
