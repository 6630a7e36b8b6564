DELETE FROM coding_skill WHERE user_id = ?1
