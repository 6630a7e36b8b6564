SELECT account_id FROM coding_account WHERE state = 'ready' ORDER BY discharge_at, account_id LIMIT ?1
