-- purpose: When each disk will be full if it goes on filling as it did, by linear regression.
-- parameter: from date first day, such as yesterday-29
-- parameter: to date last day
-- parameter: days integer tell only of disks that are full within so many days of their last sample
WITH chosen AS (
  SELECT resource, time, value,
    CASE WHEN contains(map_keys(dimensions), 'mount') THEN dimensions['mount'] END AS mount
  FROM samples
  WHERE dt BETWEEN ? AND ? AND type = 'disk' AND name = 'used_percent'
),
-- days from a disk's last sample, which is day 0: the line is then level where it matters
dated AS (
  SELECT resource, mount, value, time, max(time) OVER (PARTITION BY resource, mount) AS last_sample,
    date_diff('millisecond', max(time) OVER (PARTITION BY resource, mount), time) / 86400000E0 AS day
  FROM chosen
),
-- of a single moment there is no line: one engine says NULL, another NaN
fitted AS (
  SELECT resource, mount, last_sample,
    max(CASE WHEN time = last_sample THEN value END) AS used_percent,
    regr_slope(value, day) AS slope, regr_intercept(value, day) AS level
  FROM dated
  GROUP BY resource, mount, last_sample
  HAVING count(DISTINCT time) > 1
),
forecast AS (
  SELECT resource, mount, last_sample, used_percent, slope,
    CASE WHEN level >= 100E0 THEN 0E0 ELSE (100E0 - level) / nullif(slope, 0E0) END AS days_left
  FROM fitted
  WHERE slope > 0E0
)
SELECT resource, mount, round(used_percent, 2) AS used_percent, round(slope, 3) AS percent_per_day,
  round(days_left, 1) AS days_left, CAST(last_sample + INTERVAL '1' DAY * days_left AS date) AS full_on
FROM forecast
WHERE days_left <= ?
ORDER BY days_left, resource, mount
