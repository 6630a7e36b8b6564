UPDATE coding_journal SET undone = 1 WHERE journal_id = ?1
