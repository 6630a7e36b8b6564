UPDATE work_item SET title = :title, category = :category, amount = :amount, due_at = :due, due_rule = :rule
 WHERE item_id = :item
   AND (title <> :title OR category <> :category OR amount <> :amount OR due_at IS NOT :due OR due_rule IS NOT :rule)
