INSERT OR IGNORE INTO pending_merge (event, kind, survivor_key, loser_key, survivor_id, loser_id, visit, at, feed)
VALUES (:event, :kind, :survivor_key, :loser_key, :survivor, :loser, :visit, :now, :feed)
