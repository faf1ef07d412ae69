/** Of notification n: whether what it is about still needs somebody. */
export const IS_CURRENT = `
  (n.review_id is null or exists (
    select from review v
    where v.run_id = n.run_id and v.status = 'open' and (v.id = n.review_id or v.stage_id = n.stage_id)))`;

export const IS_UNREAD = `n.read_at is null and ${IS_CURRENT}`;
