SELECT count(*) FILTER (WHERE created_at > :a),
       count(*) FILTER (WHERE created_at <= :a AND created_at > :b),
       count(*) FILTER (WHERE created_at <= :b AND created_at > :c),
       count(*) FILTER (WHERE created_at <= :c AND created_at > :d),
       count(*) FILTER (WHERE created_at <= :d AND created_at > :e),
       count(*) FILTER (WHERE created_at <= :e)
  FROM work_item INDEXED BY work_age WHERE queue = :queue AND lane = :lane AND closed_at IS NULL
