DELETE FROM coding_step WHERE account_id = ?1
