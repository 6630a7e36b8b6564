SELECT place, n FROM city_place WHERE city >= ?1 AND city < ?2 LIMIT ?3
