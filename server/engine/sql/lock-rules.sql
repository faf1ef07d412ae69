-- Whoever changes rules locks them first: it waits for the claims that are under way, and until it commits others claim
-- nothing. So no claim reserves by rules that are gone, and none goes by unseen.
create function engine.lock_rules() returns void
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(727073, 1);
end
$$;

-- The other side: whether rules stay as they are until this claim commits. Never waits.
create function engine.try_share_rules() returns boolean
language plpgsql
as $$
begin
  return pg_try_advisory_xact_lock_shared(727073, 1);
end
$$;
