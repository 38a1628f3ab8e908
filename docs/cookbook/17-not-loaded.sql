-- 哪些文件没有入库，为什么？
-- Which documents are not loaded, and why?
select
    file_path,
    status,
    status_reason
from marts.dim_document
where status <> 'loaded'
order by file_path
