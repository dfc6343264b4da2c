import type { ImportView, ListCode } from '@jiedui/contracts';
import { operations } from '../api/index.js';
import type { MessageKey } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

export type ImportService = 'employment' | 'marketplace';
export const importServices: Record<ImportService, typeof operations.employmentImports> = { employment: operations.employmentImports, marketplace: operations.marketplaceImports };

export function importServiceOf(list: ListCode): ImportService {
  return list === 'post' || list === 'worker' ? 'employment' : 'marketplace';
}

export const importTone: Record<ImportView['state'], Tone> = { uploading: 'plain', mapping: 'warn', staging: 'wait', staged: 'warn', committing: 'wait', committed: 'good', cancelled: 'plain', rejected: 'bad' };
export const importWord: Record<ImportView['state'], MessageKey> = {
  uploading: 'import.state.uploading', mapping: 'import.state.mapping', staging: 'import.state.staging', staged: 'import.state.staged',
  committing: 'import.state.committing', committed: 'import.state.committed', cancelled: 'import.state.cancelled', rejected: 'import.state.rejected',
};
export const listWord: Record<ListCode, MessageKey> = { post: 'nav.posts', worker: 'nav.workers', orderLine: 'nav.orderLines', lot: 'nav.lots' };

/** Whether the server is at work on it. */
export function isWorking(view: ImportView): boolean {
  return view.state === 'staging' || view.state === 'committing';
}
