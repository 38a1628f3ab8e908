{#
    The levels of a list of amounts that only their sums tell: of each row, in order, whether it is a sum of sums
    (1), a sum (2) or neither (3). Where one level or two of sums stand above the rows, each row's level follows
    from what is left of the sums above it: nothing left but what was rounded, and the next row is a sum again.
#}

{% macro first_step(figure, is_body) -%}
    struct_pack(
        figure := {{ figure }}::decimal(28, 8),
        is_body := {{ is_body }},
        outer_left := 0::decimal(28, 8),
        outer_count := 0,
        inner_left := 0::decimal(28, 8),
        inner_count := 0,
        projects := 0::decimal(28, 8),
        levels := '',
        body_count := 0,
        is_broken := false
    )
{%- endmacro %}

{# The arrow, because sqlfluff does not read a lambda of two names. #}
{% macro levels_by_sums(steps, depth, half_unit) -%}
    list_reduce(
        list_prepend(
            {{ first_step('0', 'false') }},
            {{ steps }}
        ),
        (done, below) -> case
            when {{ depth }} = 2 and done.outer_left = 0
                then struct_pack(
                    figure := below.figure,
                    is_body := below.is_body,
                    outer_left := below.figure,
                    outer_count := 1,
                    inner_left := 0::decimal(28, 8),
                    inner_count := 0,
                    projects := done.projects,
                    levels := done.levels || '1',
                    body_count := done.body_count + below.is_body::integer,
                    is_broken := done.is_broken
                )
            when done.inner_left = 0
                then struct_pack(
                    figure := below.figure,
                    is_body := below.is_body,
                    outer_left := done.outer_left,
                    outer_count := done.outer_count,
                    inner_left := below.figure,
                    inner_count := 1,
                    projects := done.projects,
                    levels := done.levels || '2',
                    body_count := done.body_count + below.is_body::integer,
                    is_broken := done.is_broken
                )
            else struct_pack(
                figure := below.figure,
                is_body := below.is_body,
                outer_left := (
                    case
                        when {{ depth }} = 1 then 0
                        when
                            abs(done.outer_left - below.figure)
                            <= (done.outer_count + 1) * {{ half_unit }}
                            then 0
                        else done.outer_left - below.figure
                    end
                )::decimal(28, 8),
                outer_count := done.outer_count + 1,
                inner_left := (
                    case
                        when
                            abs(done.inner_left - below.figure)
                            <= (done.inner_count + 1) * {{ half_unit }}
                            then 0
                        else done.inner_left - below.figure
                    end
                )::decimal(28, 8),
                inner_count := done.inner_count + 1,
                projects := (done.projects + below.figure)::decimal(28, 8),
                levels := done.levels || '3',
                body_count := done.body_count,
                is_broken := done.is_broken
                or below.figure > done.inner_left + (done.inner_count + 1) * {{ half_unit }}
            )
        end
    )
{%- endmacro %}
