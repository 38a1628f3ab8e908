-- 谁缺了法定表格？
-- Who leaves out a statutory form?
with expected as (
    select disclosures.*, forms.form_code, forms.name_zh, forms.name_en
    from marts.v_disclosure as disclosures
    inner join marts.dim_form as forms
        on disclosures.budget_stage = forms.budget_stage and forms.is_statutory
    where disclosures.is_current and disclosures.content <> 'prose'
)

select
    expected.fiscal_year,
    expected.department_name,
    expected.reporting_scope_zh,
    expected.name_zh as missing_form,
    expected.name_en as missing_form_en,
    expected.file_path
from expected
left join marts.fct_recognised_table as tables
    on expected.disclosure_key = tables.disclosure_key and expected.form_code = tables.form_code
where tables.table_id is null
order by expected.fiscal_year, expected.department_name, expected.form_code
