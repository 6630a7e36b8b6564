WITH RECURSIVE c (category) AS (
  SELECT (SELECT category FROM work_item INDEXED BY work_category_age
           WHERE queue = :queue AND category <> '' AND closed_at IS NULL ORDER BY category LIMIT 1)
  UNION ALL
  SELECT (SELECT category FROM work_item INDEXED BY work_category_age
           WHERE queue = :queue AND category > c.category AND category <> '' AND closed_at IS NULL
           ORDER BY category LIMIT 1)
    FROM c WHERE c.category IS NOT NULL
)
SELECT category FROM c WHERE category IS NOT NULL LIMIT 200
