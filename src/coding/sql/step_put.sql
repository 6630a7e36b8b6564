INSERT INTO coding_step (account_id, user_id, login, at, deed, from_state, to_state, reason)
VALUES (:account, :user, :login, :at, :deed, :from, :to, :reason)
