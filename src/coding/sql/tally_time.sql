SELECT ifnull(sum(active_s), 0), ifnull(sum(idle_s), 0) FROM coding_session
WHERE user_id = :user AND last_at >= :from AND last_at < :to
