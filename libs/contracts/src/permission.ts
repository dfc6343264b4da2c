/** What may be done, named by thing and act. `libs/access` says which role may, and where. */
export const permissions = [
  'session.open', 'session.own', 'registry.read', 'account.read', 'account.write', 'operations.read', 'operations.mend', 'audit.read',
  'post.read', 'post.write', 'worker.read', 'worker.write', 'worker.reveal', 'worker.erase', 'occupation.settle', 'minimum-wage.read', 'minimum-wage.write',
  'household.read', 'household.write', 'alert.read', 'alert.write', 'list-issue.read', 'list-issue.write', 'list-issue.acknowledge', 'training.read', 'training.write', 'training.enrol',
  'order-line.read', 'order-line.write', 'lot.read', 'lot.write',
  'import.own', 'entry.snapshot',
  'run.read', 'run.start', 'run.prices', 'policy.read', 'policy.write', 'explanation.read', 'matching.internal',
  'employment-proposal.read', 'employment-proposal.send', 'employment-proposal.answer-county', 'employment-proposal.answer-enterprise', 'employment-proposal.make',
  'produce-proposal.read', 'produce-proposal.send', 'produce-proposal.answer-producer', 'produce-proposal.answer-buyer', 'produce-proposal.make',
  'placement.read', 'placement.offer', 'placement.send-off', 'placement.confirm', 'placement.correct', 'departure.read', 'departure.plan', 'recruitment-event.read', 'recruitment-event.write', 'subsidy.read', 'subsidy.manage', 'subsidy-claim.read', 'subsidy-claim.make', 'barred-employer.read', 'barred-employer.write', 'barred-employer.own', 'contract-line.read',
  'project.read', 'project.write', 'project.approve-supporter', 'project.approve-receiver', 'project.pay',
  'worker-link.make', 'worker-link.open', 'own-work.use', 'help-request.answer', 'notice.read',
  'figures.read', 'figures.public',
] as const;
export type Permission = (typeof permissions)[number];
