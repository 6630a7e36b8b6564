DELETE FROM coding_journal WHERE account_id = ?1
