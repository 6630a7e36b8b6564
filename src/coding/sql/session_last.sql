SELECT session_id, account_id, last_at FROM coding_session WHERE user_id = ?1 ORDER BY last_at DESC, session_id DESC LIMIT 1
