UPDATE coding_session SET last_at = :now, active_s = active_s + :active, idle_s = idle_s + :idle WHERE session_id = :session
