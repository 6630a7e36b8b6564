DELETE FROM coding_pend WHERE account_id = ?1
