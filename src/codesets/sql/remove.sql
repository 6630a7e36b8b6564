DELETE FROM code_set WHERE kind = :kind AND edition = :edition
