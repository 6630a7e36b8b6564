SELECT disclosed_on, recipient, description, exemption, pages, way FROM disclosure WHERE request_id = :id ORDER BY disclosure_id
