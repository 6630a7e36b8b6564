SELECT reason FROM coding_pend WHERE account_id = ?1 AND ended_at IS NULL
