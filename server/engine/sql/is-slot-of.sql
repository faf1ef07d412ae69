-- Whether what a slot is about is what a rule limits.
create function engine.is_slot_of(p_about jsonb, p_rule rule) returns boolean
language sql
stable
as $$
  select p_about ->> 'type' = p_rule.type
    and (p_about ->> 'kind') is not distinct from p_rule.kind
    and (p_about ->> 'workflow') is not distinct from p_rule.workflow
    and (p_about ->> 'stage') is not distinct from p_rule.stage
    and p_rule.fields = array(
      select name collate "C"
      from (
        select jsonb_object_keys(p_about -> 'values')
        union
        select jsonb_array_elements_text(p_about -> 'missing')
      ) f (name)
      where name <> 'expectedCount' or name = any (p_rule.fields)
      order by 1
    )
$$;
