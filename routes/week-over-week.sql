-- purpose: Each resource's use of CPU, memory, disk and network over seven days, against the seven before.
-- parameter: from date first of fourteen days or more, such as yesterday-13
-- parameter: to date last day; of days without samples at the end, the last that has some counts
WITH chosen AS (
  SELECT resource, type, name, time, value, CAST(dt AS date) AS day
  FROM samples
  WHERE dt BETWEEN ? AND ?
    AND type IN ('cpu', 'memory', 'disk', 'network')
    AND name IN ('usage_percent', 'used_percent', 'received_bytes_per_second', 'sent_bytes_per_second')
),
-- one value a moment: the fullest of the mounts, the sum of the interfaces
moments AS (
  SELECT resource, type, name, time, day,
    CASE WHEN type = 'network' THEN sum(value) ELSE max(value) END AS value
  FROM chosen
  GROUP BY resource, type, name, time, day
),
aged AS (
  SELECT resource, type, name, value, date_diff('day', day, max(day) OVER ()) AS age
  FROM moments
),
weeks AS (
  SELECT resource, type, name,
    avg(CASE WHEN age < 7 THEN value END) AS this_week,
    avg(CASE WHEN age BETWEEN 7 AND 13 THEN value END) AS week_before
  FROM aged
  GROUP BY resource, type, name
)
SELECT type, name, resource, round(week_before, 3) AS week_before, round(this_week, 3) AS this_week,
  round(100E0 * (this_week - week_before) / nullif(week_before, 0E0), 1) AS change_percent
FROM weeks
WHERE this_week IS NOT NULL OR week_before IS NOT NULL
ORDER BY type, name, resource
