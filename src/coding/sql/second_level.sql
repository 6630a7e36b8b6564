UPDATE coding_account SET second_level = 1 WHERE account_id = ?1
