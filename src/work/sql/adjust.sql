UPDATE work_item SET title = :title, category = :category, amount = :amount,
  priority = CASE WHEN EXISTS (SELECT 1 FROM work_event v WHERE v.item_id = :item AND v.verb = 'priority')
             THEN priority ELSE :priority END
WHERE item_id = :item AND closed_at IS NULL
  AND (title IS NOT :title OR category IS NOT :category OR amount IS NOT :amount OR (priority IS NOT :priority
    AND NOT EXISTS (SELECT 1 FROM work_event v WHERE v.item_id = :item AND v.verb = 'priority')))
