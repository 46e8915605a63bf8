-- purpose: The resources whose use of CPU, memory or network varies most, by coefficient of variation.
-- parameter: from date first day, such as yesterday-6
-- parameter: to date last day
-- parameter: top integer how many resources of each measure
WITH chosen AS (
  SELECT resource, type, name, time, value
  FROM samples
  WHERE dt BETWEEN ? AND ?
    AND type IN ('cpu', 'memory', 'network')
    AND name IN ('usage_percent', 'used_percent', 'received_bytes_per_second', 'sent_bytes_per_second')
),
-- one value a moment: the sum of the interfaces; of CPU and memory there is one
moments AS (
  SELECT resource, type, name, time, sum(value) AS value
  FROM chosen
  GROUP BY resource, type, name, time
),
steps AS (
  SELECT resource, type, name, value,
    abs(value - lag(value) OVER (PARTITION BY resource, type, name ORDER BY time)) AS step
  FROM moments
),
spreads AS (
  SELECT resource, type, name, avg(value) AS average, stddev_samp(value) AS deviation, avg(step) AS step
  FROM steps
  GROUP BY resource, type, name
),
ranked AS (
  SELECT resource, type, name, average, deviation, step, deviation / nullif(average, 0E0) AS variation,
    row_number() OVER (
      PARTITION BY type, name ORDER BY deviation / nullif(average, 0E0) DESC NULLS LAST, resource
    ) AS place
  FROM spreads
)
SELECT type, name, place, resource, round(average, 3) AS average, round(deviation, 3) AS deviation,
  round(variation, 3) AS variation, round(step, 3) AS average_step
FROM ranked
WHERE variation IS NOT NULL AND place <= ?
ORDER BY type, name, place
