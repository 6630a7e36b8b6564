SELECT value, version FROM coding_setting WHERE name = ?1
