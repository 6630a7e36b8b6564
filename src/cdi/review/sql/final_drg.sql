SELECT g.drg, g.title, g.weight, g.grouper, g.by, g.at FROM coding_drg g WHERE g.account_id = ?1 AND g.stage = 'final'
