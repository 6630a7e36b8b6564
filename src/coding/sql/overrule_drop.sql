DELETE FROM coding_overrule WHERE account_id = ?1 AND finding = ?2
