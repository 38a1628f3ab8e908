-- The days that dbt's semantic layer counts time by; years before and after the disclosures' are few.
select cast(days.day as date) as calendar_day
from generate_series(date '2000-01-01', date '2049-12-31', interval 1 day) as days (day)
