-- The third decision of a review.
alter table review drop constraint known_decision;
alter table review add constraint known_decision check (decision in ('approved', 'rejected', 'changes_requested'));
