SELECT kind, cents, how, at, by FROM release_money WHERE request_id = :id ORDER BY money_id
