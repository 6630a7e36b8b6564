UPDATE coding_pend SET ended_at = :now, ended_by = :by, ended_how = :how WHERE account_id = :account AND ended_at IS NULL
