-- What a review was sent back with, and what its reviewer made of the content.
alter table "review"
  add column "marks" JSON,
  add column "redone_stages" TEXT[],
  add column "edited" JSON;

update review set redone_stages = '{}' where decision = 'changes_requested';
alter table review
  add constraint sent_back_to_stages check ((decision is not distinct from 'changes_requested') = (redone_stages is not null)),
  add constraint marks_of_what_was_sent_back check (marks is null or redone_stages is not null),
  add constraint edited_with_approval check (edited is null or decision is not distinct from 'approved');
