DELETE FROM coding_dirty WHERE encounter_id = ?1
