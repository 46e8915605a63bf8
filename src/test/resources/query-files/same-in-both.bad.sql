-- purpose: breaks one rule
-- parameter: from date first day
-- parameter: to date last day
SELECT element_at(dimensions, 'mount') AS mount FROM samples WHERE dt BETWEEN ? AND ?
