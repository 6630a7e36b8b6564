INSERT INTO coding_session (user_id, account_id, began_at, last_at) VALUES (:user, :account, :now, :now)
