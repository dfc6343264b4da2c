import type { Permission } from '@jiedui/contracts';
import { call, operations } from '../api/index.js';
import { letterServices } from '../dead-letters/letter-words.js';
import { countOpenLetters } from '../dead-letters/use-open-letters.js';
import type { ListKind } from '../lists/list-kinds.js';
import { listKinds } from '../lists/list-kinds.js';
import type { MessageKey } from '../messages/index.js';

/** A count that opens the list behind it. */
export interface HomeCount { readonly id: string; readonly label: MessageKey; readonly to: string; readonly load: (signal: AbortSignal) => Promise<{ total: number; exact: boolean }> }
type May = (permission: Permission) => boolean;

const markets = [
  { market: 'employment', operations: operations.employmentProposals, send: 'employment-proposal.send', answers: ['employment-proposal.answer-county', 'employment-proposal.answer-enterprise'] },
  { market: 'produce', operations: operations.produceProposals, send: 'produce-proposal.send', answers: ['produce-proposal.answer-producer', 'produce-proposal.answer-buyer'] },
] as const;

/** What waits for this person in the programme. */
export function todosOf(may: May, programme: string): HomeCount[] {
  const todos: HomeCount[] = [];
  for (const { market, operations: consent, send, answers } of markets) {
    const count = (state: 'proposed' | 'sent') => (signal: AbortSignal) => call(consent.list, { programme, state, size: 1 }, signal);
    if (may(send)) todos.push({ id: `send-${market}`, label: `home.proposals.send.${market}`, to: `/proposals/${market}?state=proposed`, load: count('proposed') });
    if (answers.some(may)) todos.push({ id: `answer-${market}`, label: `home.proposals.answer.${market}`, to: `/proposals/${market}?state=sent`, load: count('sent') });
  }
  const placed = (filter: { state?: 'agreed' | 'offered' | 'departed'; due?: 'check' | 'late' | 'attention' }) => (signal: AbortSignal) => call(operations.placements.follow, { programme, ...filter, size: 1 }, signal);
  if (may('placement.offer')) todos.push({ id: 'placements-offer', label: 'home.placements.offer', to: '/placements?state=agreed', load: placed({ state: 'agreed' }) });
  if (may('placement.send-off')) todos.push({ id: 'placements-accept', label: 'home.placements.accept', to: '/placements?state=offered', load: placed({ state: 'offered' }) });
  if (may('placement.offer')) todos.push({ id: 'placements-arrive', label: 'home.placements.arrive', to: '/placements?state=departed', load: placed({ state: 'departed' }) });
  if (may('placement.confirm')) todos.push({ id: 'placements-check', label: 'home.placements.check', to: '/placements?due=check', load: placed({ due: 'check' }) });
  if (may('placement.send-off')) todos.push({ id: 'placements-attention', label: 'home.placements.attention', to: '/placements?due=attention', load: placed({ due: 'attention' }) });
  if (may('placement.send-off')) todos.push({ id: 'departures-due', label: 'home.departures.due', to: '/departures?due=now', load: (signal) => call(operations.departures.list, { programme, due: 'now', size: 1 }, signal) });
  if (may('list-issue.acknowledge')) todos.push({ id: 'list-issues', label: 'home.listIssues.answer', to: '/list-issues?todo=answer', load: (signal) => call(operations.listIssues.list, { programme, todo: 'answer', size: 1 }, signal) });
  if (may('training.write')) todos.push({ id: 'training-results', label: 'home.training.results', to: '/training?todo=results', load: (signal) => call(operations.training.list, { programme, todo: 'results', size: 1 }, signal) });
  if (may('training.enrol')) todos.push({ id: 'training-seats', label: 'home.training.seats', to: '/training?todo=seats', load: (signal) => call(operations.training.list, { programme, todo: 'seats', size: 1 }, signal) });
  if (may('subsidy.manage')) todos.push({ id: 'subsidy-claims', label: 'home.subsidyClaims', to: '/subsidy-claims?state=claimed', load: (signal) => call(operations.subsidyClaims.list, { programme, state: 'claimed', size: 1 }, signal) });
  if (may('help-request.answer')) todos.push({ id: 'help-late', label: 'home.help.late', to: '/help-requests?due=late', load: (signal) => call(operations.helpRequests.list, { programme, due: 'late', size: 1 }, signal) }, { id: 'help-requests', label: 'home.help', to: '/help-requests?state=open', load: (signal) => call(operations.helpRequests.list, { programme, state: 'open', size: 1 }, signal) });
  if (may('worker.write')) todos.push({ id: 'ending-tiers', label: 'home.ending', to: '/ending-tiers', load: (signal) => call(operations.hardship.ending, { programme, size: 1 }, signal) });
  const registered = (todo: 'complete' | 'look') => (signal: AbortSignal) => call(operations.households.list, { programme, todo, size: 1 }, signal), alerted = (due: 'open' | 'late') => (signal: AbortSignal) => call(operations.alerts.list, { programme, due, size: 1 }, signal);
  if (may('alert.write')) todos.push({ id: 'alerts-late', label: 'home.alerts.late', to: '/alerts?due=late', load: alerted('late') }, { id: 'alerts-open', label: 'home.alerts.open', to: '/alerts?due=open', load: alerted('open') });
  if (may('household.write')) todos.push({ id: 'households-complete', label: 'home.households.complete', to: '/households?todo=complete', load: registered('complete') }, { id: 'households-look', label: 'home.households.look', to: '/households?todo=look', load: registered('look') });
  if (may('occupation.settle')) todos.push({ id: 'occupations', label: 'home.occupations', to: '/occupations', load: (signal) => call(operations.occupationReview.titles, { programme, size: 1 }, signal) });
  for (const service of new Set(listKinds.filter((kind) => may(kind.write)).map((kind) => kind.service))) {
    const imports = service === 'employment' ? operations.employmentImports : operations.marketplaceImports;
    todos.push({
      id: `imports-${service}`, label: 'home.imports.staged', to: '/imports',
      load: async (signal) => { const page = await call(imports.list, { size: 50 }, signal); return { total: page.items.filter((one) => one.state === 'staged' || one.state === 'mapping').length, exact: true }; },
    });
  }
  for (const [permission, state] of [['project.approve-receiver', 'submitted'], ['project.approve-supporter', 'approved-by-receiver']] as const) {
    if (may(permission)) todos.push({ id: `projects-${state}`, label: 'home.projects.approve', to: `/projects?state=${state}`, load: (signal) => call(operations.projects.list, { programme, state, size: 1 }, signal) });
  }
  if (may('operations.read')) {
    todos.push({
      id: 'dead-letters', label: 'home.deadLetters', to: '/dead-letters',
      load: async (signal) => {
        const counts = await Promise.all(letterServices.map((service) => countOpenLetters(service, signal)));
        return { total: counts.reduce((sum, count) => sum + count.total, 0), exact: counts.every((count) => count.exact) };
      },
    });
  }
  return todos;
}

const openLabel: Record<ListKind['code'], MessageKey> = { post: 'home.open.post', worker: 'home.open.worker', orderLine: 'home.open.orderLine', lot: 'home.open.lot' };

/** Where the programme stands, as far as this person sees. */
export function figuresOf(may: May, programme: string): HomeCount[] {
  const figures: HomeCount[] = listKinds.filter((kind) => may(kind.read)).map((kind) => ({
    id: `open-${kind.code}`, label: openLabel[kind.code], to: `/lists/${kind.path}?status=open`,
    load: (signal) => call(kind.operations.list, { programme, status: 'open', size: 1 }, signal),
  }));
  if (may('placement.read')) figures.push({ id: 'placements', label: 'home.placements', to: '/placements', load: (signal) => call(operations.placements.follow, { programme, size: 1 }, signal) });
  if (may('contract-line.read')) figures.push({ id: 'contract-lines', label: 'home.contractLines', to: '/agreements/produce', load: (signal) => call(operations.produceProposals.agreements, { programme, size: 1 }, signal) });
  return figures;
}
