import type { MessageKey } from '../messages/index.js';
import type { FigureCode } from './figure-amount.js';

/** The figures under the question they answer, in the order of the dashboard and of the public page. */
export const figureGroups: readonly { readonly title: MessageKey; readonly codes: readonly FigureCode[] }[] = [
  { title: 'figures.group.lists', codes: ['posts.open', 'posts.headcount', 'workers.open', 'order-lines.open', 'order-lines.grams', 'lots.open', 'lots.grams'] },
  { title: 'figures.group.placed', codes: ['matched.people', 'placed.total', 'placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4'] },
  { title: 'figures.group.retention', codes: ['placed.on-the-job', 'retention.due-1', 'retention.kept-1', 'retention.due-3', 'retention.kept-3', 'retention.due-6', 'retention.kept-6'] },
  { title: 'figures.group.produce', codes: ['matched.grams', 'contracts.lines', 'contracts.grams', 'contracts.fen'] },
  { title: 'figures.group.projects', codes: ['projects.count', 'projects.total-fen', 'projects.grant-fen', 'projects.paid-fen'] },
];
