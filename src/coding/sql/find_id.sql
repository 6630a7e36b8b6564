SELECT account_id FROM coding_account WHERE account_id = ?1
