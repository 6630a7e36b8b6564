SELECT edition, valid_from, valid_to FROM code_set
WHERE kind = :kind AND valid_from <= :to AND valid_to >= :from AND edition <> :replaced
