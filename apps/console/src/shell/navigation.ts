import type { Permission } from '@jiedui/contracts';
import type { MessageKey } from '../messages/index.js';
import type { IconName } from './icon.js';

export type NavigationGroup = 'nav.lists' | 'nav.matching' | 'nav.aid' | null;
export interface NavigationItem {
  readonly id: string; readonly path: string; readonly label: MessageKey; readonly short: MessageKey; readonly icon: IconName;
  readonly group: NavigationGroup;
  /** Shown to whoever has one of these; null to everyone. */
  readonly needs: readonly Permission[] | null;
  /** Who writes has it at hand on a phone; smaller comes first. */
  readonly phone: number; readonly phoneNeeds?: readonly Permission[];
}

/** Every page of the navigation, in its order. */
export const navigation: readonly NavigationItem[] = [
  { id: 'home', path: '/', label: 'nav.home', short: 'nav.home', icon: 'home', group: null, needs: null, phone: 0 },
  { id: 'operations', path: '/operations', label: 'nav.operations', short: 'nav.operations.short', icon: 'figures', group: null, needs: ['operations.read'], phone: 1 },
  { id: 'dead-letters', path: '/dead-letters', label: 'nav.deadLetters', short: 'nav.deadLetters.short', icon: 'letter', group: null, needs: ['operations.read'], phone: 1 },
  { id: 'audit', path: '/audit', label: 'nav.audit', short: 'nav.audit.short', icon: 'policy', group: null, needs: ['audit.read'], phone: 1 },
  { id: 'posts', path: '/lists/posts', label: 'nav.posts', short: 'nav.posts.short', icon: 'post', group: 'nav.lists', needs: ['post.read'], phone: 1, phoneNeeds: ['post.write'] },
  { id: 'workers', path: '/lists/workers', label: 'nav.workers', short: 'nav.workers.short', icon: 'people', group: 'nav.lists', needs: ['worker.read'], phone: 2, phoneNeeds: ['worker.write'] },
  { id: 'list-issues', path: '/list-issues', label: 'nav.listIssues', short: 'nav.listIssues.short', icon: 'contract', group: 'nav.lists', needs: ['list-issue.read'], phone: 14 },
  { id: 'ending-tiers', path: '/ending-tiers', label: 'nav.ending', short: 'nav.ending.short', icon: 'people', group: 'nav.lists', needs: ['worker.write'], phone: 22 },
  { id: 'households', path: '/households', label: 'nav.households', short: 'nav.households.short', icon: 'household', group: 'nav.lists', needs: ['household.read'], phone: 22 },
  { id: 'alerts', path: '/alerts', label: 'nav.alerts', short: 'nav.alerts.short', icon: 'bell', group: 'nav.lists', needs: ['alert.read'], phone: 22 },
  { id: 'training', path: '/training', label: 'nav.training', short: 'nav.training.short', icon: 'course', group: 'nav.lists', needs: ['training.read'], phone: 15 },
  { id: 'occupations', path: '/occupations', label: 'nav.occupations', short: 'nav.occupations.short', icon: 'policy', group: 'nav.lists', needs: ['occupation.settle'], phone: 23 },
  { id: 'minimum-wages', path: '/minimum-wages', label: 'nav.minimumWages', short: 'nav.minimumWages.short', icon: 'policy', group: 'nav.lists', needs: ['minimum-wage.read'], phone: 27 },
  { id: 'order-lines', path: '/lists/order-lines', label: 'nav.orderLines', short: 'nav.orderLines.short', icon: 'cart', group: 'nav.lists', needs: ['order-line.read'], phone: 3, phoneNeeds: ['order-line.write'] },
  { id: 'lots', path: '/lists/lots', label: 'nav.lots', short: 'nav.lots.short', icon: 'crop', group: 'nav.lists', needs: ['lot.read'], phone: 4, phoneNeeds: ['lot.write'] },
  { id: 'imports', path: '/imports', label: 'nav.imports', short: 'nav.imports.short', icon: 'upload', group: 'nav.lists', needs: ['post.write', 'worker.write', 'order-line.write', 'lot.write'], phone: 20 },
  { id: 'runs', path: '/runs', label: 'nav.runs', short: 'nav.runs.short', icon: 'match', group: 'nav.matching', needs: ['run.read'], phone: 7 },
  { id: 'trials', path: '/trials', label: 'nav.trials', short: 'nav.trials.short', icon: 'figures', group: 'nav.matching', needs: ['run.read'], phone: 24 },
  { id: 'proposals-employment', path: '/proposals/employment', label: 'nav.proposals.employment', short: 'nav.proposals.employment.short', icon: 'handshake', group: 'nav.matching', needs: ['employment-proposal.read'], phone: 5 },
  { id: 'placements', path: '/placements', label: 'nav.placements', short: 'nav.placements.short', icon: 'placed', group: 'nav.matching', needs: ['placement.read'], phone: 9 },
  { id: 'departures', path: '/departures', label: 'nav.departures', short: 'nav.departures.short', icon: 'truck', group: 'nav.matching', needs: ['departure.read'], phone: 13 },
  { id: 'recruitment-events', path: '/recruitment-events', label: 'nav.recruitmentEvents', short: 'nav.recruitmentEvents.short', icon: 'people', group: 'nav.matching', needs: ['recruitment-event.read'], phone: 16 },
  { id: 'subsidies', path: '/subsidies', label: 'nav.subsidies', short: 'nav.subsidies.short', icon: 'policy', group: 'nav.matching', needs: ['subsidy.read'], phone: 26 },
  { id: 'subsidy-claims', path: '/subsidy-claims', label: 'nav.subsidyClaims', short: 'nav.subsidyClaims.short', icon: 'contract', group: 'nav.matching', needs: ['subsidy-claim.read'], phone: 17 },
  { id: 'barred-employers', path: '/barred-employers', label: 'nav.barredEmployers', short: 'nav.barredEmployers.short', icon: 'policy', group: 'nav.matching', needs: ['barred-employer.read'], phone: 25 },
  { id: 'help-requests', path: '/help-requests', label: 'nav.help', short: 'nav.help.short', icon: 'letter', group: 'nav.matching', needs: ['help-request.answer'], phone: 13 },
  { id: 'proposals-produce', path: '/proposals/produce', label: 'nav.proposals.produce', short: 'nav.proposals.produce.short', icon: 'truck', group: 'nav.matching', needs: ['produce-proposal.read'], phone: 6 },
  { id: 'contract-lines', path: '/agreements/produce', label: 'nav.contractLines', short: 'nav.contractLines.short', icon: 'contract', group: 'nav.matching', needs: ['contract-line.read'], phone: 10 },
  { id: 'policy', path: '/policy', label: 'nav.policy', short: 'nav.policy.short', icon: 'policy', group: 'nav.matching', needs: ['policy.read'], phone: 21 },
  { id: 'registry', path: '/registry', label: 'nav.registry', short: 'nav.registry.short', icon: 'pairing', group: 'nav.aid', needs: null, phone: 8 },
  { id: 'projects', path: '/projects', label: 'nav.projects', short: 'nav.projects', icon: 'project', group: 'nav.aid', needs: ['project.read'], phone: 11 },
  { id: 'figures', path: '/figures', label: 'nav.figures', short: 'nav.figures', icon: 'figures', group: 'nav.aid', needs: ['figures.read'], phone: 12 },
  { id: 'accounts', path: '/accounts', label: 'nav.accounts', short: 'nav.accounts.short', icon: 'people', group: null, needs: ['account.read'], phone: 1 },
];

/** What this person sees. */
export function visibleItems(may: (permission: Permission) => boolean): readonly NavigationItem[] {
  return navigation.filter((item) => item.needs === null || item.needs.some(may));
}

/** The four at hand on a phone, beside 更多. */
export function phoneItems(may: (permission: Permission) => boolean): readonly NavigationItem[] {
  const weight = (item: NavigationItem): number => item.phone + (item.phoneNeeds !== undefined && !item.phoneNeeds.some(may) ? 10 : 0);
  const chosen = [...visibleItems(may)].sort((a, b) => weight(a) - weight(b)).slice(0, 4);
  return visibleItems(may).filter((item) => chosen.includes(item));
}
