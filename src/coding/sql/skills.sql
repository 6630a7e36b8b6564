SELECT skill FROM coding_skill WHERE user_id = ?1 ORDER BY skill
