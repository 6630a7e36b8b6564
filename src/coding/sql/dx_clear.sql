DELETE FROM coding_dx WHERE account_id = ?1
