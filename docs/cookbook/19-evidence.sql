-- 这个数字出自哪份文件、哪一页？
-- On which page of which document does a figure stand?
select
    fiscal_year,
    department_name,
    functional_name,
    expenditure_type_zh,
    printed_text || printed_unit as printed,
    amount_yuan,
    proof_status,
    file_path,
    page_no
from marts.v_expenditure
order by amount_yuan desc, amount_key
limit 6
