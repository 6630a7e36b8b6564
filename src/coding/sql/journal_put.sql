INSERT INTO coding_journal (account_id, user_id, at, what, before) VALUES (:account, :user, :at, :what, :before)
