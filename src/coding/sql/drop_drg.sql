DELETE FROM coding_drg WHERE account_id = ?1
