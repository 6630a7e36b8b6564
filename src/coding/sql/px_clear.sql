DELETE FROM coding_px WHERE account_id = ?1
