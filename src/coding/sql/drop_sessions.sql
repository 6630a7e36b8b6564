DELETE FROM coding_session WHERE account_id = ?1
