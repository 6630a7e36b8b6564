SELECT max(at) FROM letter INDEXED BY letter_about WHERE object_kind = :kind AND object_id = :id AND kind = :letter
