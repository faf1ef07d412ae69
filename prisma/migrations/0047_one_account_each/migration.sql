-- Who somebody is at a provider is one account here, whoever signs in twice at once.
create unique index "account_providerId_accountId_key" on "account" ("providerId", "accountId");
