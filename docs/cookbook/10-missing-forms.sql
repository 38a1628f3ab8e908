-- 谁缺了法定表格？
-- Who leaves out a statutory form?
select
    fiscal_year,
    department_name,
    reporting_scope_zh,
    form_name_zh as missing_form,
    form_name_en as missing_form_en,
    reading,
    file_path
from marts.v_missing_form
order by fiscal_year, department_name, form_code
