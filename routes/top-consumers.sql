-- purpose: The resources that used most CPU, memory, disk and network, and when each was highest.
-- parameter: from date first day, such as 2026-11-01 or yesterday
-- parameter: to date last day
-- parameter: top integer how many resources of each measure
WITH chosen AS (
  SELECT resource, type, name, time, value
  FROM samples
  WHERE dt BETWEEN ? AND ?
    AND type IN ('cpu', 'memory', 'disk', 'network')
    AND name IN ('usage_percent', 'used_percent', 'received_bytes_per_second', 'sent_bytes_per_second')
),
-- one value a moment: the fullest of the mounts, the sum of the interfaces
moments AS (
  SELECT resource, type, name, time,
    CASE WHEN type = 'network' THEN sum(value) ELSE max(value) END AS value
  FROM chosen
  GROUP BY resource, type, name, time
),
ranked AS (
  SELECT resource, type, name, time, value,
    row_number() OVER (PARTITION BY resource, type, name ORDER BY value DESC, time) AS place
  FROM moments
),
loads AS (
  SELECT resource, type, name, avg(value) AS average, max(value) AS highest,
    max(CASE WHEN place = 1 THEN time END) AS highest_at
  FROM ranked
  GROUP BY resource, type, name
),
consumers AS (
  SELECT resource, type, name, average, highest, highest_at,
    row_number() OVER (PARTITION BY type, name ORDER BY average DESC, resource) AS place
  FROM loads
)
SELECT type, name, place, resource, round(average, 3) AS average, round(highest, 3) AS highest, highest_at
FROM consumers
WHERE place <= ?
ORDER BY type, name, place
